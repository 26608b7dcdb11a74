/**
 * SQLite migrations of a Durable Object: numbered from 1, append-only, each applied once, all in one transaction.
 * Runs in the constructor, so no request ever sees a half-migrated object. (`PRAGMA user_version` is not available there.)
 */
export type Migration = { readonly id: number; readonly sql: string }

/** What of `ctx.storage` this needs. */
type MigratableStorage = Pick<DurableObjectStorage, 'sql' | 'transactionSync'>

export const migrate = (storage: MigratableStorage, migrations: readonly Migration[]): void => {
  migrations.forEach((migration, i) => {
    if (migration.id !== i + 1) throw new Error(`migration ${migration.id} stands at place ${i + 1}`)
  })
  storage.transactionSync(() => {
    const { sql } = storage
    sql.exec('CREATE TABLE IF NOT EXISTS schema_migrations (id INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL)')
    const done = sql.exec<{ id: number | null }>('SELECT max(id) AS id FROM schema_migrations').one().id ?? 0
    for (const migration of migrations.slice(done)) {
      sql.exec(migration.sql)
      sql.exec('INSERT INTO schema_migrations (id, applied_at) VALUES (?, ?)', migration.id, Date.now())
    }
  })
}
