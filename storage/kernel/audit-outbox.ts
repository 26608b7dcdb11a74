/** Where audit notes wait for the chain. A note goes into the same `batch` as the act that it tells of, so neither is without the other. */
import type { AuditNote } from '../../contract/audit.ts'
import type { AppId } from '../../contract/ids.ts'

const columns = 'audit_outbox (entry_id, app_id, at, note)'

/** For a batch: always noted. The same note twice is one. */
export const noted = (db: D1Database, app: AppId, note: AuditNote): D1PreparedStatement =>
  db.prepare(`INSERT INTO ${columns} VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`).bind(note.entry_id, app, note.at, JSON.stringify(note))

/** For a batch, right after a conditional write: noted only if that write changed a row. */
export const notedIfChanged = (db: D1Database, app: AppId, note: AuditNote): D1PreparedStatement =>
  db
    .prepare(`INSERT INTO ${columns} SELECT ?, ?, ?, ? WHERE changes() > 0 ON CONFLICT DO NOTHING`)
    .bind(note.entry_id, app, note.at, JSON.stringify(note))

const severalNotes = `
  INSERT INTO ${columns} SELECT value ->> 'entry_id', value ->> 'app_id', value ->> 'at', value ->> 'note' FROM json_each(?)
  WHERE true ON CONFLICT DO NOTHING`

/** Notes of acts that happened elsewhere, of any apps: all or none. The same note twice is one. */
export const keepNotes = async (db: D1Database, notes: readonly { readonly app_id: AppId; readonly note: AuditNote }[]): Promise<void> => {
  const rows = notes.map(({ app_id, note }) => ({ entry_id: note.entry_id, app_id, at: note.at, note: JSON.stringify(note) }))
  await db.prepare(severalNotes).bind(JSON.stringify(rows)).run()
}
