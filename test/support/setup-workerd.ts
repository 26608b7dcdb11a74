/**
 * Before each test file of the workerd project: empty storage, then the real migrations. What is the platform's own outlives that, as it
 * outlives in the one isolate that all files share: the console and the signing key.
 */
import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, inject } from 'vitest'

type Row = Record<string, unknown>
type Kept = { readonly console: Row | null; readonly signingKey: Row | null }

/** A file that empties everything behind itself leaves nothing to keep: what was kept before it counts then. */
const held = globalThis as { keptOfThePlatform?: Kept }

const keep = async (db: D1Database): Promise<Kept> => {
  const migrated = await db.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'signing_keys'`).first()
  if (migrated === null) return { console: null, signingKey: null }
  const signing = db.prepare('SELECT * FROM signing_keys WHERE signs_from <= ? ORDER BY signs_from DESC LIMIT 1')
  return {
    console: await db.prepare(`SELECT * FROM apps WHERE kind = 'console'`).first(),
    signingKey: await signing.bind(Date.now()).first(),
  }
}

const putBack = async (db: D1Database, table: string, row: Row | null): Promise<void> => {
  if (row === null) return
  const columns = Object.keys(row)
  const marks = columns.map(() => '?').join(', ')
  await db
    .prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks})`)
    .bind(...Object.values(row))
    .run()
}

beforeAll(async () => {
  const found = await keep(env.KERNEL_DB)
  const { keptOfThePlatform: before } = held
  const kept = { console: found.console ?? before?.console ?? null, signingKey: found.signingKey ?? before?.signingKey ?? null }
  held.keptOfThePlatform = kept
  await reset()
  const { kernel, events } = inject('migrations')
  await applyD1Migrations(env.KERNEL_DB, kernel)
  await applyD1Migrations(env.EVENTS_00, events)
  await applyD1Migrations(env.EVENTS_01, events)
  await putBack(env.KERNEL_DB, 'apps', kept.console)
  await putBack(env.KERNEL_DB, 'signing_keys', kept.signingKey)
})
