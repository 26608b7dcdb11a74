/**
 * Applies the D1 migrations to the local databases, in the table and order that `wrangler d1 migrations apply` uses,
 * but inside the runtime that is already up: three wrangler starts would cost more than everything else.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Miniflare } from 'miniflare'
import { unstable_splitSqlQuery as splitSql } from 'wrangler'
import { root } from './build.ts'

const databases = [
  { binding: 'KERNEL_DB', folder: 'd1-migrations/kernel' },
  { binding: 'EVENTS_00', folder: 'd1-migrations/events' },
  { binding: 'EVENTS_01', folder: 'd1-migrations/events' },
] as const

const ledger = `CREATE TABLE IF NOT EXISTS d1_migrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)`

export const migrate = async (miniflare: Miniflare): Promise<void> => {
  for (const { binding, folder } of databases) await migrateOne(await miniflare.getD1Database(binding, 'prost-rollup'), folder)
}

type Database = Awaited<ReturnType<Miniflare['getD1Database']>>

const migrateOne = async (db: Database, folder: string): Promise<void> => {
  await db.prepare(ledger).run()
  const { results } = await db.prepare('SELECT name FROM d1_migrations').all<{ name: string }>()
  const applied = new Set(results.map((row) => row.name))
  const files = readdirSync(join(root, folder)).filter((name) => name.endsWith('.sql'))
  for (const name of files.toSorted()) {
    if (applied.has(name)) continue
    const statements = splitSql(readFileSync(join(root, folder, name), 'utf8')).map((sql) => db.prepare(sql))
    await db.batch([...statements, db.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(name)])
  }
}
