/** Reading dead letters and marking them replayed. Spans apps, for whoever runs the platform; storing them is `dead-letters.ts`'s. */
import * as z from 'zod'
import type { DeadLetter, DeadLetterSummary } from '../../contract/operations/ops.ts'
import type { Page } from '../../domain/events/event-store.ts'

const summaryColumns = 'id, queue, app_id, error, attempts, first_sent_at, stored_at, replayed_at'

const iso = z.int().transform((ms) => new Date(ms).toISOString())
const summaryRow = z.object({
  id: z.string(),
  queue: z.string(),
  app_id: z.string().nullable(),
  error: z.string(),
  attempts: z.int(),
  first_sent_at: iso,
  stored_at: iso,
  replayed_at: iso.nullable(),
})
const fullRow = summaryRow.extend({ body: z.string() })

export type DeadLetterState = 'all' | 'waiting' | 'replayed'

const conditions = {
  all: '1',
  waiting: 'replayed_at IS NULL',
  replayed: 'replayed_at IS NOT NULL',
} as const satisfies Record<DeadLetterState, string>

/** Newest first. Null when the cursor is not one of this list. */
export const listDeadLetterPage = async (
  db: D1Database,
  state: DeadLetterState,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
): Promise<Page<DeadLetterSummary> | null> => {
  const before = cursor === undefined ? newest : decodeCursor(cursor)
  if (before === null) return null
  const { results } = await db
    .prepare(
      `SELECT ${summaryColumns} FROM dead_letters WHERE ${conditions[state]} AND (stored_at, id) < (?, ?) ORDER BY stored_at DESC, id DESC LIMIT ?`,
    )
    .bind(before.stored_at, before.id, limit + 1)
    .all()
  const data = results.slice(0, limit).map((result) => summaryRow.parse(result))
  const last = results.length > limit ? data.at(-1) : undefined
  return { data, next_cursor: last === undefined ? null : encodeCursor({ stored_at: Date.parse(last.stored_at), id: last.id }) }
}

export const findDeadLetter = async (db: D1Database, id: string): Promise<DeadLetter | null> => {
  const found = await db.prepare(`SELECT ${summaryColumns}, body FROM dead_letters WHERE id = ?`).bind(id).first()
  return found === null ? null : fullRow.parse(found)
}

/** Answers the mark. */
export const markReplayed = async (db: D1Database, id: string, now: number): Promise<string> => {
  await db.prepare('UPDATE dead_letters SET replayed_at = ? WHERE id = ?').bind(now, id).run()
  return new Date(now).toISOString()
}

type Position = { readonly stored_at: number; readonly id: string }

const newest: Position = { stored_at: Number.MAX_SAFE_INTEGER, id: '' }

const encodeCursor = ({ stored_at, id }: Position): string => Buffer.from(JSON.stringify([stored_at, id])).toString('base64url')

const position = z.tuple([z.int(), z.string()])

const decodeCursor = (cursor: string): Position | null => {
  try {
    const parsed = position.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
    return parsed.success ? { stored_at: parsed.data[0], id: parsed.data[1] } : null
  } catch {
    // Not an error of ours: the cursor is not one this list gave out.
    return null
  }
}
