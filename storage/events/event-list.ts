/** The list of events, newest first, and the export, oldest first: how many steps of the walk make a page. */
import type { StoredEvent } from '../../contract/events.ts'
import type { AppId } from '../../contract/ids.ts'
import type { EventFilter, Page, Range } from '../../domain/events/event-store.ts'
import { decodeCursor, encodeCursor, eventPosition } from './cursor.ts'
import { EventWalk } from './event-walk.ts'
import type { Found } from './event-walk.ts'
import { newestMinute } from './read-sql.ts'

/** A page may come out short, with a cursor, after this many steps: a rare type in a long history is found over some pages. */
const stepsPerPage = 20
const examinePerStep = 2_000
const eventsPerExportPage = 2_000

/** Null when the cursor is not one of this list. */
export const listEvents = async (
  db: D1Database,
  app: AppId,
  filter: EventFilter,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
): Promise<Page<StoredEvent> | null> => {
  const walk = new EventWalk(db, app, 'newest first', filter)
  let position = cursor === undefined ? walk.start() : decodeCursor(eventPosition, cursor)
  if (position === null) return null
  const found: Found[] = []
  // One more than asked for tells whether there is a next page.
  for (let i = 0; i < stepsPerPage && found.length <= limit && position !== null; i++) {
    const step = await walk.step(position, limit + 1 - found.length, Math.max(examinePerStep / 4 ** (2 - Math.min(i, 2)), limit))
    found.push(...step.found)
    position = step.next
  }
  const page = found.slice(0, limit)
  const next = found.length > limit ? (page.at(-1)?.position ?? null) : position
  return { data: page.map(({ event }) => event), next_cursor: next && encodeCursor(next) }
}

/** What was stored when the export began, in pages. */
export async function* exportEvents(db: D1Database, app: AppId, { from, to }: Range): AsyncIterable<readonly StoredEvent[]> {
  const newest = await db.prepare(newestMinute).bind(app).first<number>('minute')
  if (newest === null) return
  const end = Math.min(to ?? Number.MAX_SAFE_INTEGER, newest + 60_000)
  const walk = new EventWalk(db, app, 'oldest first', { ...(from === undefined ? {} : { from }), to: end })
  let position: ReturnType<EventWalk['start']> | null = walk.start()
  while (position !== null) {
    const step = await walk.step(position, Number.MAX_SAFE_INTEGER, eventsPerExportPage)
    if (step.found.length > 0) yield step.found.map(({ event }) => event)
    position = step.next
  }
}
