/** What an engine brings to the event store's contract, and reading it to the end. */
import { expect } from 'vitest'
import type { StoredEvent } from '../../contract/events.ts'
import type { AppSettings } from '../../contract/keys.ts'
import type { EventFilter, EventStoreReader, EventStoreWriter } from '../../domain/events/event-store.ts'
import { minute0 } from './facts.ts'

export type EventStoreUnderTest = {
  readonly writer: EventStoreWriter
  readonly reader: (app: AppSettings) => EventStoreReader
  /** Makes one stored number of the app wrong, behind the store's back. */
  readonly tamper: (app: AppSettings) => Promise<void>
}

/** Ten minutes on: when most tests read. */
export const later = minute0 + 10 * 60_000
export const nothingWrong = { mismatches: 0, differences: [] }

export const listAll = async (reader: EventStoreReader, filter: EventFilter, limit: number, stop = Infinity): Promise<StoredEvent[]> => {
  const listed: StoredEvent[] = []
  let cursor: string | undefined
  do {
    const page = await reader.events(filter, { limit, ...(cursor === undefined ? {} : { cursor }) })
    if (page === null) throw new Error('the list refused its own cursor')
    expect(page.data.length).toBeLessThanOrEqual(limit)
    listed.push(...page.data)
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined && listed.length < stop)
  return listed
}

/** All that a reader can tell of an app. */
export const everything = async (reader: EventStoreReader): Promise<unknown> => ({
  metrics: (await reader.snapshot(later)).metrics,
  events: await listAll(reader, {}, 200),
  series: await Promise.all(
    (['events', 'interactions', 'new_users', 'sessions'] as const).map((metric) => reader.series({ metric, interval: 'minute' }, later)),
  ),
  verify: await reader.verify({}),
})
