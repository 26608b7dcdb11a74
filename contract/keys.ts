/** App keys: what a caller proves, and what the platform knows of it. */
import * as z from 'zod'
import { appId, keyId, publicKey } from './ids.ts'
import { appLimits } from './limits.ts'

export const scope = z.enum(['telemetry', 'identity', 'realtime', 'billing', 'agents', 'audit'])
export type Scope = z.infer<typeof scope>

/** What an app can configure that the hot path needs; kept small, read from the kernel at most 5 s stale. */
export const appSettings = z.object({
  app_id: appId,
  name: z.string(),
  /** Seconds without a sign of life after which a telemetry session ends. */
  session_ttl_s: z.int().min(15).max(600),
  /** Event types that count as interactions: exact types, or a prefix ending in `*`. */
  interaction_patterns: z.array(z.string()).min(1),
  /** Browser origins that may use the public key alone. */
  origins: z.array(z.string()),
  /** Which D1 event shard keeps this app's facts: an index into the pool. */
  event_shard: z.int().min(0),
  /** Where the app's telemetry objects live: part of their names. */
  telemetry_region: z.string(),
  /** How many telemetry objects share the app's actors. Data, so that a hot app is re-sharded without a deploy. */
  telemetry_shards: z.int().min(1).max(1024),
  /** Limits that differ from the defaults. */
  limits: appLimits,
})
export type AppSettings = z.infer<typeof appSettings>

/** A key as kept at rest: only SHA-256 digests (hex) of the secret. */
export const storedKey = z.object({
  key_id: keyId,
  public_key: publicKey,
  secret_hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** The secret before the last rotation, valid until `previous_expires_at` (epoch ms). */
  previous_secret_hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  previous_expires_at: z.int().nullable(),
  scopes: z.array(scope),
  app: appSettings,
})
export type StoredKey = z.infer<typeof storedKey>
