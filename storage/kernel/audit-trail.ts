/** One app's audit chain to read from: lists and single entries for people, and all of it for verification and export. Writes nothing. */
import * as z from 'zod'
import type { AuditRow, ListedAuditEntry } from '../../contract/audit-entry.ts'
import type { AppId } from '../../contract/ids.ts'
import { listedEntry } from '../../domain/audit/check-row.ts'
import type { Tip } from '../../domain/audit/entry.ts'
import type { AnchorRow, AuditTrailReader, Selection, TrailEnds } from '../../domain/audit/trail.ts'
import type { Page } from '../../domain/events/event-store.ts'
import { decodeCursor, encodeCursor } from '../events/cursor.ts'
import { auditRowOf, endStatements, endsOf, isPlace, placeOf, readAnchorColumns, readColumns } from './audit-rows.ts'

const rowsPerPage = 1_000

/** What a list is narrowed to. Times are epoch ms, `to` is not in. */
export type AuditFilter = Selection & {
  readonly action?: string
  readonly actor_id?: string
  readonly object_id?: string
  readonly outcome?: string
}

type PageInput = { readonly limit: number; readonly cursor?: string }

const conditions = {
  from: 'at >= ?',
  to: 'at < ?',
  incident: 'incident = ?',
  action: 'action = ?',
  actor_id: 'actor_id = ?',
  object_id: 'object_id = ?',
  outcome: 'outcome = ?',
} as const satisfies Record<keyof AuditFilter, string>

/** ` AND …` for what a filter names, and its values in that order. */
const narrowed = (filter: AuditFilter): { readonly sql: string; readonly values: (string | number)[] } => {
  const names = Object.keys(conditions) as (keyof AuditFilter)[]
  const used = names.flatMap((name) => (filter[name] === undefined ? [] : [{ sql: ` AND ${conditions[name]}`, value: filter[name] }]))
  return { sql: used.map(({ sql }) => sql).join(''), values: used.map(({ value }) => value) }
}

const entryPosition = z.tuple([z.int(), z.literal('entry')])
const anchorPosition = z.tuple([z.literal(0), z.string()])

const anchorRow = z.object({ day: z.string(), seq: z.int(), hash: z.string(), jws: z.string(), created_at: z.int() })
const spanRow = z.object({ first: z.int().nullable(), last: z.int().nullable() })

export class AuditTrail implements AuditTrailReader {
  readonly app: AppId
  readonly #db: D1Database

  constructor(db: D1Database, app: AppId) {
    this.#db = db
    this.app = app
  }

  /** Newest first. Null when the cursor is not one of this list. */
  async list(filter: AuditFilter, { limit, cursor }: PageInput): Promise<Page<ListedAuditEntry> | null> {
    const before = cursor === undefined ? [Number.MAX_SAFE_INTEGER] : decodeCursor(entryPosition, cursor)
    if (before === null) return null
    const { sql, values } = narrowed(filter)
    const { results } = await this.#db
      .prepare(`SELECT ${readColumns} FROM audit WHERE app_id = ? AND seq < ?${sql} ORDER BY audit.seq DESC LIMIT ?`)
      .bind(this.app, before[0], ...values, limit + 1)
      .all()
    const data = results.slice(0, limit).map((row) => listedEntry(this.app, auditRowOf(row)))
    const last = results.length > limit ? data.at(-1) : undefined
    return { data, next_cursor: last === undefined ? null : encodeCursor([last.seq, 'entry']) }
  }

  async entry(id: string): Promise<ListedAuditEntry | null> {
    const found = await this.#db.prepare(`SELECT ${readColumns} FROM audit WHERE app_id = ? AND entry_id = ?`).bind(this.app, id).first()
    return found === null ? null : listedEntry(this.app, auditRowOf(found))
  }

  /** Newest first. Null when the cursor is not one of this list. */
  async anchorPage({ limit, cursor }: PageInput): Promise<Page<AnchorRow> | null> {
    const before = cursor === undefined ? [0, '~'] : decodeCursor(anchorPosition, cursor)
    if (before === null) return null
    const { results } = await this.#db
      .prepare(`SELECT ${readAnchorColumns} FROM audit_anchors WHERE app_id = ? AND day < ? ORDER BY audit_anchors.day DESC LIMIT ?`)
      .bind(this.app, before[1], limit + 1)
      .all()
    const data = results.slice(0, limit).map((row) => anchorRow.parse(row))
    const last = results.length > limit ? data.at(-1) : undefined
    return { data, next_cursor: last === undefined ? null : encodeCursor([0, last.day]) }
  }

  async ends(): Promise<TrailEnds> {
    const [head, last] = await this.#db.batch(endStatements(this.#db, this.app))
    return endsOf(head, last)
  }

  async *rows(from: number, to: number): AsyncGenerator<readonly AuditRow[]> {
    for (let next = from; next <= to;) {
      const { results } = await this.#db
        .prepare(`SELECT ${readColumns} FROM audit WHERE app_id = ? AND seq >= ? AND seq <= ? AND ${isPlace} ORDER BY audit.seq LIMIT ?`)
        .bind(this.app, next, to, rowsPerPage)
        .all()
      const rows = results.map(auditRowOf)
      const last = rows.at(-1)
      if (last === undefined) return
      yield rows
      next = last.seq + 1
    }
  }

  async place(seq: number): Promise<Tip | null> {
    const found = await this.#db.prepare('SELECT seq, hash FROM audit WHERE app_id = ? AND seq = ?').bind(this.app, seq).first()
    return found === null ? null : placeOf(found)
  }

  async anchors(): Promise<AnchorRow[]> {
    const { results } = await this.#db
      .prepare(`SELECT ${readAnchorColumns} FROM audit_anchors WHERE app_id = ? ORDER BY audit_anchors.day`)
      .bind(this.app)
      .all()
    return results.map((row) => anchorRow.parse(row))
  }

  async span(selection: Selection): Promise<{ first: number; last: number } | null> {
    const { sql, values } = narrowed(selection)
    const found = await this.#db
      .prepare(`SELECT min(seq) AS first, max(seq) AS last FROM audit WHERE app_id = ? AND ${isPlace}${sql}`)
      .bind(this.app, ...values)
      .first()
    const { first, last } = spanRow.parse(found)
    return first === null || last === null ? null : { first, last }
  }
}
