/**
 * What the page knows of the stream: what is shown, what came since and waits to be shown, and where older ones go on. Plain changes of
 * plain data; asking is `use-events.ts`'s. Never more than `mostKept` by itself: who looks on all day does not fill the memory.
 */
import type { StoredEvent } from '../../../contract/events.ts'
import type { ApiFailure } from '../session/http.ts'
import type { Page } from '../session/reading.ts'
import { pageSize } from './events-api.ts'

export const mostKept = 5_000
const mostWaiting = 1_000

export type Stream = {
  readonly items: readonly StoredEvent[]
  /** Newer than `items`, kept back while somebody reads further down. */
  readonly waiting: readonly StoredEvent[]
  /** `waiting` does not reach down to `items`: showing it begins the list anew, older ones after this cursor. */
  readonly anew: { readonly next: string | null } | null
  readonly next: string | null
  readonly loadingMore: boolean
  readonly trouble: ApiFailure | null
  /** When the newest were last asked for with success, epoch ms. */
  readonly askedAt: number
  /** Why asking again fails at the moment. */
  readonly lost: ApiFailure | null
}

type EventPage = Page<StoredEvent>

const newestFirst = (a: StoredEvent, b: StoredEvent): number => Date.parse(b.received_at) - Date.parse(a.received_at)
const byTime = (events: readonly StoredEvent[]): readonly StoredEvent[] => events.toSorted(newestFirst)

/** Those of `events` that are not in `known`. */
function unknown(events: readonly StoredEvent[], ...known: readonly (readonly StoredEvent[])[]): readonly StoredEvent[] {
  const ids = new Set(known.flatMap((list) => list.map(({ id }) => id)))
  return events.filter(({ id }) => !ids.has(id))
}

export const begun = ({ data, next_cursor }: EventPage, at: number): Stream => ({
  items: byTime(data),
  waiting: [],
  anew: null,
  next: next_cursor,
  loadingMore: false,
  trouble: null,
  askedAt: at,
  lost: null,
})

/** What lies between the page and what is known was never asked for, or more came than is kept: the list has to begin anew. */
export function mustRestart(stream: Stream, { data }: EventPage, atTop: boolean): boolean {
  const { items, waiting } = stream
  const fresh = unknown(data, items, waiting).length
  const isGap = items.length > 0 && data.length >= pageSize && fresh === data.length
  return isGap || (atTop ? fresh > 0 && items.length + waiting.length + fresh > mostKept : waiting.length + fresh > mostWaiting)
}

/** The newest came; `atTop` says whether they may be shown at once. */
export function polled(stream: Stream, page: EventPage, at: number, atTop: boolean): Stream {
  const fresh = unknown(page.data, stream.items, stream.waiting)
  const next = { ...stream, askedAt: at, lost: null, waiting: byTime([...fresh, ...stream.waiting]) }
  return atTop ? shown(next) : next
}

/** The list begins anew with this page, which is the newest of all. */
export function restarted(stream: Stream, page: EventPage, at: number, atTop: boolean): Stream {
  if (atTop) return begun(page, at)
  return { ...stream, askedAt: at, lost: null, waiting: byTime(page.data), anew: { next: page.next_cursor } }
}

/** What waited is shown. */
export function shown(stream: Stream): Stream {
  const { items, waiting, anew } = stream
  if (waiting.length === 0) return stream
  if (anew !== null) return { ...stream, items: waiting, waiting: [], next: anew.next, anew: null }
  return { ...stream, items: byTime([...waiting, ...items]), waiting: [] }
}

export const older = (stream: Stream, { data, next_cursor }: EventPage): Stream => ({
  ...stream,
  items: byTime([...stream.items, ...unknown(data, stream.items)]),
  next: next_cursor,
  loadingMore: false,
  trouble: null,
})
