/**
 * Moves waiting notes into the chain of their app. Any number may do so at once: entry `app, seq` can be written once, so of
 * two that link after the same entry one fails as a whole and reads again. One batch writes the entries, moves the head and
 * empties the outbox, so a note is never lost and never twice.
 */
import * as z from 'zod'
import { appId } from '../../contract/ids.ts'
import type { AppId } from '../../contract/ids.ts'
import type { AuditRow } from '../../contract/audit-entry.ts'
import { genesis, linkAll } from '../../domain/audit/entry.ts'
import type { Tip } from '../../domain/audit/entry.ts'
import { readNote } from '../../domain/audit/read-note.ts'
import { isSealed, sealHead, unsealed } from '../../domain/audit/signing.ts'
import type { AuditKeys } from '../../domain/audit/signing.ts'
import type { TrailEnds } from '../../domain/audit/trail.ts'
import { isPassing } from '../d1-errors.ts'
import { auditColumns, endStatements, endsOf } from './audit-rows.ts'

const notesPerBatch = 200
/** Written text of one batch; one note is taken whatever its length. */
const textPerBatch = 500_000
const batchesPerCall = 50
/** Each conflict is someone else's success. */
const conflictsInARow = 20

export type Chained = { readonly chained: number; /** Whether nothing was left waiting. */ readonly complete: boolean }

export const chainPending = async (db: D1Database, app: AppId, keys: Pick<AuditKeys, 'mac'>, now: () => number): Promise<Chained> => {
  let chained = 0
  for (let batches = 0, conflicts = 0; batches < batchesPerCall && conflicts < conflictsInARow;) {
    const pending = await readPending(db, app)
    if (pending.notes.length === 0) return { chained, complete: true }
    const written = await writeBatch(db, app, keys, pending, now())
    if (written === null) await pause(conflicts++)
    else {
      chained += written
      batches++
      conflicts = 0
      if (!pending.more) return { chained, complete: true }
    }
  }
  return { chained, complete: false }
}

const waitingRow = z.object({ entry_id: z.string(), note: z.string(), chained: z.int() })
type Waiting = z.infer<typeof waitingRow>
type Pending = { readonly ends: TrailEnds; readonly notes: readonly Waiting[]; readonly more: boolean }

/** A note that is sent again after it was chained waits again; it only has to go. */
const waitingNotes = `
  SELECT entry_id, note, EXISTS (SELECT 1 FROM audit a WHERE a.app_id = o.app_id AND a.entry_id = o.entry_id) AS chained
  FROM audit_outbox o WHERE app_id = ? ORDER BY entry_id LIMIT ?`

const readPending = async (db: D1Database, app: AppId): Promise<Pending> => {
  const [head, last, waiting] = await db.batch([...endStatements(db, app), db.prepare(waitingNotes).bind(app, notesPerBatch + 1)])
  const found = waitingRow.array().parse(waiting?.results ?? [])
  const notes = found.slice(0, fitting(found))
  return { ends: endsOf(head, last), notes, more: found.length > notes.length }
}

const fitting = (notes: readonly Waiting[]): number => {
  let length = 0
  const first = notes.findIndex(({ note }, index) => (length += note.length) > textPerBatch && index > 0)
  return first < 0 ? Math.min(notes.length, notesPerBatch) : Math.min(first, notesPerBatch)
}

const insertEntries = `
  INSERT INTO audit (app_id, ${auditColumns})
  SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9, value ->> 10
  FROM json_each(?2)`

const moveHead = `
  INSERT INTO audit_heads (app_id, seq, hash, mac) VALUES (?, ?, ?, ?)
  ON CONFLICT (app_id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, mac = excluded.mac`

const emptyOutbox = 'DELETE FROM audit_outbox WHERE app_id = ? AND entry_id IN (SELECT value FROM json_each(?))'

/** How many entries were made; null when someone else was first, or the database wants to be asked again. */
const writeBatch = async (
  db: D1Database,
  app: AppId,
  keys: Pick<AuditKeys, 'mac'>,
  { ends, notes }: Pending,
  now: number,
): Promise<number | null> => {
  const after = continuation(ends, app, keys)
  const fresh = notes.filter(({ chained }) => chained === 0).map((waiting) => readNote(waiting, now))
  const { rows, tip } = linkAll(app, after.tip, fresh)
  const mac = after.sealed ? sealHead(keys, app, tip) : unsealed
  const ids = JSON.stringify(notes.map(({ entry_id }) => entry_id))
  const link = [
    db.prepare(insertEntries).bind(app, JSON.stringify(rows.map(columnsOf))),
    db.prepare(moveHead).bind(app, tip.seq, tip.hash, mac),
  ]
  try {
    await db.batch([...(rows.length > 0 ? link : []), db.prepare(emptyOutbox).bind(app, ids)])
    return rows.length
  } catch (error) {
    if (isConflict(error) || isPassing(error)) return null
    throw error
  }
}

/** In the order of `auditColumns`. */
const columnsOf = (row: AuditRow): (string | number | null)[] => [
  row.seq,
  row.entry_id,
  row.at,
  row.action,
  row.actor_id,
  row.object_id,
  row.incident,
  row.outcome,
  row.entry,
  row.prev_hash,
  row.hash,
]

/**
 * After which entry the chain goes on. It goes on whatever was done to it, so that nothing is lost; but an end that is not the
 * one the platform sealed is never sealed again, and what was cut off stays a gap: tampering can not be chained over.
 */
const continuation = ({ head, last }: TrailEnds, app: AppId, keys: Pick<AuditKeys, 'mac'>): { tip: Tip; sealed: boolean } => {
  if (head === null) return { tip: last ?? genesis, sealed: last === null }
  const sealed = isSealed(keys, app, head)
  if (last !== null && (last.seq > head.seq || !sealed)) return { tip: last, sealed: false }
  return { tip: head, sealed }
}

const isConflict = (error: unknown): boolean => error instanceof Error && error.message.includes('UNIQUE constraint failed')

const pause = (conflicts: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(200, 5 * 2 ** conflicts)))

/** Apps that have notes waiting, in the order of their ids, from after one of them. For the cron; spans apps. */
export const appsWithPending = async (db: D1Database, limit: number, after = ''): Promise<AppId[]> => {
  const { results } = await db
    .prepare('SELECT DISTINCT app_id FROM audit_outbox WHERE app_id > ? ORDER BY app_id LIMIT ?')
    .bind(after, limit)
    .all()
  return results.map((row) => z.object({ app_id: appId }).parse(row).app_id)
}
