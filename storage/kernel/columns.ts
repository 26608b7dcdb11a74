/** How columns of the kernel are read: JSON that is kept as text, times as the API writes them, and pages of lists, latest first. */
import * as z from 'zod'
import type { Page } from '../../domain/events/event-store.ts'
import { decodeCursor, encodeCursor } from '../events/cursor.ts'

export const jsonColumn = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema)

/** Epoch ms as RFC 3339. */
export const timeColumn = z.int().transform((ms) => new Date(ms).toISOString())

export type PageInput = { readonly limit: number; readonly cursor?: string }

/** `created_at` and the id of the last row before a page. */
const listPosition = z.tuple([z.int(), z.string().max(64)])
export type ListPosition = z.infer<typeof listPosition>

const latest: ListPosition = [Number.MAX_SAFE_INTEGER, '']

const positioned = z.object({ created_at: z.int(), id: z.string() })

/**
 * `rows` reads at most `limit` rows with `created_at` and `id` that come after a position, latest first. Null when the cursor is not
 * one of such a list.
 */
export const listPage = async <T>(
  { limit, cursor }: PageInput,
  rows: (before: ListPosition, limit: number) => D1PreparedStatement,
  itemOf: (row: unknown) => T,
): Promise<Page<T> | null> => {
  const before = cursor === undefined ? latest : decodeCursor(listPosition, cursor)
  if (before === null) return null
  const { results } = await rows(before, limit + 1).all()
  const kept = results.slice(0, limit)
  const last = results.length > limit ? kept.at(-1) : undefined
  return { data: kept.map(itemOf), next_cursor: last === undefined ? null : cursorOf(last) }
}

const cursorOf = (row: unknown): string => {
  const { created_at, id } = positioned.parse(row)
  return encodeCursor([created_at, id])
}
