/**
 * The platform's built Workers and the empty one in one local runtime, on fresh storage. No dev proxy: each door has a socket of
 * its own, as in production, where `/v1/events` is routed straight to the ingest Worker.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import type { Miniflare } from 'miniflare'
import { newId } from '../../contract/ids.ts'
import { scope } from '../../contract/keys.ts'
import { defaultLimits } from '../../contract/limits.ts'
import { hashSecret, newPublicKey, newSecret, randomBase62 } from '../../domain/credentials/secret-digest.ts'
import { root, type WorkerName } from '../../scripts/build.ts'
import { migrate } from '../../scripts/migrate.ts'
import { type Guest, startPlatform } from '../../scripts/platform.ts'
import { undoLater } from './cleanup.ts'
import { freePort } from './ports.ts'

export type BenchApp = { readonly app_id: string; readonly key: string; readonly secret: string }

export type Runtime = {
  readonly miniflare: Miniflare
  /** The ingest Worker's own door. */
  readonly ingest: string
  /** The gateway's: everything that is read. */
  readonly gateway: string
  /** The sync Worker's: the channels'. */
  readonly sync: string
  /** The realtime Worker's: rooms. */
  readonly realtime: string
  /** The rollup Worker's, which is public in no deployment; the metered build answers its counters there. */
  readonly rollup: string
  readonly empty: string
  readonly state: string
  stop(): Promise<void>
}

export const headersOf = (app: BenchApp): Record<string, string> => ({ 'x-prost-app-key': app.key, 'x-prost-app-secret': app.secret })

/** `bundles` replaces what wrangler built, for counting; `guests` run beside the empty Worker; `withoutFiles` as for the platform. */
export const startRuntime = async (
  bundles: Partial<Record<WorkerName, string>> = {},
  guests: readonly Guest[] = [],
  withoutFiles: readonly WorkerName[] = [],
  modes?: string,
): Promise<Runtime> => {
  const state = mkdtempSync(join(tmpdir(), 'prost-bench-'))
  const removeState = undoLater(() => rmSync(state, { recursive: true, force: true }))
  const emptyPort = await freePort()
  const ports = {
    'prost-gateway': await freePort(),
    'prost-ingest': await freePort(),
    'prost-sync': await freePort(),
    'prost-realtime': await freePort(),
    'prost-rollup': await freePort(),
  }
  const secrets = { OPS_TOKEN: randomBase62(43), IDENTITY_SECRET: randomBase62(43) }
  const { miniflare } = await startPlatform({
    port: await freePort(),
    state,
    secrets,
    bundles,
    doors: ports,
    withoutFiles,
    ...(modes === undefined ? {} : { modes }),
    guests: [{ name: 'empty', bundle: emptyBundle(), port: emptyPort }, ...guests],
  })
  await migrate(miniflare)
  const url = (port: number): string => `http://127.0.0.1:${port}`
  return {
    miniflare,
    ingest: url(ports['prost-ingest']),
    gateway: url(ports['prost-gateway']),
    sync: url(ports['prost-sync']),
    realtime: url(ports['prost-realtime']),
    rollup: url(ports['prost-rollup']),
    empty: url(emptyPort),
    state,
    stop: async () => {
      await miniflare.dispose()
      removeState()
    },
  }
}

const emptyBundle = (): string => {
  const outfile = join(root, 'dist/bench/empty-worker.js')
  buildSync({
    entryPoints: [join(root, 'bench/peers/empty-worker.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    minify: false,
    target: 'es2024',
  })
  return outfile
}

/** Limits high enough that none is met: this measures work, not refusals. */
const noLimits = JSON.stringify(Object.fromEntries(Object.keys(defaultLimits).map((name) => [name, 10_000_000])))

/** A tenant with one key, on event shard 0. */
export const addApp = async ({ miniflare }: Runtime): Promise<BenchApp> => {
  const app = { app_id: newId(), key: newPublicKey(), secret: newSecret() }
  const db = await miniflare.getD1Database('KERNEL_DB', 'prost-rollup')
  await db.batch([
    db
      .prepare(`INSERT INTO apps (app_id, name, event_shard, limits, created_at) VALUES (?, 'bench', 0, ?, ?)`)
      .bind(app.app_id, noLimits, Date.now()),
    db
      .prepare(
        `INSERT INTO app_keys (key_id, app_id, name, public_key, secret_hash, scopes, created_at) VALUES (?, ?, 'bench', ?, ?, ?, ?)`,
      )
      .bind(newId(), app.app_id, app.key, hashSecret(app.secret), JSON.stringify(scope.options), Date.now()),
  ])
  return app
}
