/** How rows of the audit chain are read: the place where it ends, and entries. Shared by those who write the chain and those who read it. */
import * as z from 'zod'
import { auditRow } from '../../contract/audit-entry.ts'
import type { AuditRow } from '../../contract/audit-entry.ts'
import type { AppId } from '../../contract/ids.ts'
import type { TrailEnds } from '../../domain/audit/trail.ts'

/** Every column but the app's, which is in the WHERE of each statement. */
export const auditColumns = 'seq, entry_id, at, action, actor_id, object_id, incident, outcome, entry, prev_hash, hash'

/** A row that was tampered with may hold anything anywhere: what is of the wrong kind is read as a value that fits nothing. */
const integer = (column: string): string => `CASE typeof(${column}) WHEN 'integer' THEN ${column} ELSE -1 END AS ${column}`
const text = (column: string): string => `CASE WHEN typeof(${column}) IN ('text', 'null') THEN ${column} ELSE '?' END AS ${column}`

/** `auditColumns` for reading. Where it is used, order by `audit.seq`: the bare name is the one that is read. */
export const readColumns = auditColumns
  .split(', ')
  .map((column) => (column === 'at' || column === 'seq' ? integer(column) : text(column)))
  .join(', ')
export const readAnchorColumns = [text('day'), integer('seq'), text('hash'), text('jws'), integer('created_at')].join(', ')

/** A place that can be one of the chain. */
export const isPlace = `typeof(audit.seq) = 'integer' AND audit.seq <= ${Number.MAX_SAFE_INTEGER}`

export const auditRowOf = (row: unknown): AuditRow => auditRow.parse(row)

const placeRow = z.object({ seq: z.int(), hash: z.string() })
const headRow = placeRow.extend({ mac: z.string() })

export const placeOf = (row: unknown): z.infer<typeof placeRow> => placeRow.parse(row)

/** Two statements for one batch, so that both are of one moment; `endsOf` reads their answers. */
export const endStatements = (db: D1Database, app: AppId): [D1PreparedStatement, D1PreparedStatement] => [
  db.prepare(`SELECT ${integer('seq')}, ${text('hash')}, ${text('mac')} FROM audit_heads WHERE app_id = ?`).bind(app),
  db.prepare(`SELECT seq, ${text('hash')} FROM audit WHERE app_id = ? AND ${isPlace} ORDER BY audit.seq DESC LIMIT 1`).bind(app),
]

export const endsOf = (head: D1Result | undefined, last: D1Result | undefined): TrailEnds => ({
  head: headRow.nullable().parse(head?.results[0] ?? null),
  last: placeRow.nullable().parse(last?.results[0] ?? null),
})
