/** Tenants for tests: an app with one key pair, as the seeding script makes them. */
import { env } from 'cloudflare:workers'
import { appId, keyId, newId, publicKey } from '../../contract/ids.ts'
import type { AppSettings, Scope } from '../../contract/keys.ts'
import { hashSecret, newPublicKey, newSecret } from '../../domain/credentials/secret-digest.ts'

export type SeededApp = { app: AppSettings; keyId: string; key: string; secret: string; auth: Record<string, string> }

export type SeedOptions = Partial<Omit<AppSettings, 'app_id'>> & { scopes?: Scope[] }

/** An app in the kernel with one live key of all scopes unless told otherwise. */
export const seedApp = async (options: SeedOptions = {}): Promise<SeededApp> => {
  const { scopes = ['telemetry', 'identity', 'realtime', 'billing', 'agents', 'audit'], ...settings } = options
  const app: AppSettings = {
    app_id: appId.parse(newId()),
    name: 'test app',
    session_ttl_s: 60,
    interaction_patterns: ['interaction.*'],
    origins: [],
    event_shard: 0,
    telemetry_region: 'global',
    telemetry_shards: 1,
    limits: {},
    ...settings,
  }
  await insertApp(app)
  return { app, ...(await seedKey(app, scopes)) }
}

const insertApp = (app: AppSettings): Promise<D1Result> =>
  env.KERNEL_DB.prepare(
    `INSERT INTO apps (app_id, name, kind, session_ttl_s, interaction_patterns, origins, limits, event_shard, telemetry_region, telemetry_shards, created_at)
     VALUES (?, ?, 'tenant', ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
    .bind(
      app.app_id,
      app.name,
      app.session_ttl_s,
      JSON.stringify(app.interaction_patterns),
      JSON.stringify(app.origins),
      JSON.stringify(app.limits),
      app.event_shard,
      app.telemetry_region,
      app.telemetry_shards,
      Date.now(),
    )
    .run()

/** One more key pair for an app. */
export const seedKey = async (app: AppSettings, scopes: Scope[]): Promise<Omit<SeededApp, 'app'>> => {
  const id = keyId.parse(newId())
  const key = publicKey.parse(newPublicKey())
  const secret = newSecret()
  await env.KERNEL_DB.prepare(
    `INSERT INTO app_keys (key_id, app_id, name, public_key, secret_hash, scopes, created_at) VALUES (?, ?, 'test', ?, ?, ?, ?)`,
  )
    .bind(id, app.app_id, key, hashSecret(secret), JSON.stringify(scopes), Date.now())
    .run()
  return { keyId: id, key, secret, auth: { 'X-Prost-App-Key': key, 'X-Prost-App-Secret': secret } }
}
