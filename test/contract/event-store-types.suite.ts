/** The event store's contract, types of events: how many of each there were, and when the last one came. */
import { describe, expect, it } from 'vitest'
import type { EventRow } from '../../contract/facts.ts'
import { crowd, eventOf, floorMinute, messagesOf, minute0, seeded, settingsOf } from './facts.ts'
import { later } from './under-test.ts'
import type { EventStoreUnderTest } from './under-test.ts'

const iso = (at: number): string => new Date(at).toISOString()
const hourMs = 3_600_000
const dayMs = 24 * hourMs

type Counted = { type: string; events: number; last_at: string }

/** Counted the plain way. */
const counted = (events: readonly EventRow[]): Counted[] =>
  [...Map.groupBy(events, ([, , , type]) => type)]
    .map(([type, all]) => ({ type, events: all.length, last_at: iso(floorMinute(Math.max(...all.map(([, , at]) => at)))) }))
    .toSorted((a, b) => b.events - a.events || (a.type < b.type ? -1 : 1))

const ranges = [
  ['minutes', hourMs],
  ['hours', 2 * dayMs],
  ['days', 40 * dayMs],
] as const

export const typesContract = (name: string, make: () => EventStoreUnderTest): void => {
  describe(`${name}: types of events`, () => {
    it.each(ranges)('[CONTRACT 2] are counted as the events say, over %s', async (_what, length) => {
      const { writer, reader } = make()
      const app = settingsOf()
      const random = seeded(71)
      const events = [
        ...crowd(random, 300, 8),
        ...Array.from({ length: 40 }, (_, i) => eventOf({ type: `old.t${i % 4}`, at: minute0 - random.below(length - 20 * 60_000) })),
      ]
      await writer.apply(app, messagesOf(app.app_id, events, 50), later)
      const answer = await reader(app).eventTypes({ from: iso(later - length) }, later)
      expect(answer).toMatchObject({ ok: true, value: { data: counted(events), next_cursor: null } })
    })

    it('[CONTRACT 2] only those of the range, which is widened to whole buckets and says so', async () => {
      const { writer, reader } = make()
      const app = settingsOf()
      const events = [
        eventOf({ type: 'too.old', at: minute0 - 1 }),
        eventOf({ type: 'in.it' }),
        eventOf({ type: 'too.new', at: minute0 + 60_000 }),
      ]
      await writer.apply(app, messagesOf(app.app_id, events, 1), later)
      const answer = await reader(app).eventTypes({ from: iso(minute0 + 20_000), to: iso(minute0 + 40_000) }, later)
      expect(answer).toEqual({
        ok: true,
        value: {
          from: iso(minute0),
          to: iso(minute0 + 60_000),
          data: [{ type: 'in.it', events: 1, last_at: iso(minute0) }],
          next_cursor: null,
        },
      })
    })

    it('at most 200, the most frequent; what is summed as the rarest is no type', async () => {
      const { writer, reader } = make()
      const app = settingsOf()
      const events = Array.from({ length: 700 }, (_, i) => eventOf({ type: `t${i}` }))
      const frequent = Array.from({ length: 5 }, () => eventOf({ type: 'frequent' }))
      await writer.apply(app, messagesOf(app.app_id, [...events, ...frequent], 300), later)
      const answer = await reader(app).eventTypes({}, later)
      const data = answer.ok ? answer.value.data : []
      expect(data).toHaveLength(200)
      expect(data[0]).toEqual({ type: 'frequent', events: 5, last_at: iso(minute0) })
      expect(data.filter(({ type }) => type === '*')).toEqual([])
    })

    it('an app without events has none, and a range that is upside down is a failure', async () => {
      const reader = make().reader(settingsOf())
      expect(await reader.eventTypes({}, later)).toMatchObject({ ok: true, value: { data: [] } })
      expect(await reader.eventTypes({ from: iso(later), to: iso(later) }, later)).toMatchObject({ error: { code: 'validation_failed' } })
    })
  })
}
