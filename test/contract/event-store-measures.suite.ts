/** The event store's contract, measures: what an app defines over its own events, counted as the events say. */
import { describe, expect, it } from 'vitest'
import { measures } from '../../contract/measures.ts'
import { eventOf, messagesOf, settingsOf } from './facts.ts'
import { later } from './under-test.ts'
import type { EventStoreUnderTest } from './under-test.ts'

const minuteMs = 60_000
const at = (minutesAgo: number): number => later - minutesAgo * minuteMs
const connected = (ms: unknown, minutesAgo: number) =>
  eventOf({ type: 'call.ended', at: at(minutesAgo), body: { data: { timing: { connect_ms: ms } } } })
const of = (type: string, count: number, minutesAgo: number) => Array.from({ length: count }, () => eventOf({ type, at: at(minutesAgo) }))

const defined = measures.parse([
  { name: 'Matches a minute', kind: 'rate', type: 'match.made', window_s: 300 },
  { name: 'Waiting', kind: 'balance', in: 'queue.joined', out: 'queue.left' },
  { name: 'Skips', kind: 'share', of: 'skipped', among: 'match.made' },
  { name: 'Errors', kind: 'share', of: 'failed', among: 'never.there' },
  { name: 'Connecting', kind: 'distribution', type: 'call.ended', field: 'timing.connect_ms', unit: 'ms' },
])

export const measuresContract = (name: string, make: () => EventStoreUnderTest): void => {
  describe(`${name}: measures`, () => {
    it('are what the events of their window say', async () => {
      const { writer, reader } = make()
      const app = settingsOf()
      const events = [
        ...of('match.made', 10, 2),
        ...of('match.made', 30, 20),
        ...of('match.made', 500, 130),
        ...of('queue.joined', 7, 400),
        ...of('queue.joined', 5, 3),
        ...of('queue.left', 9, 1),
        ...of('skipped', 8, 20),
        ...Array.from({ length: 100 }, (_, i) => connected(i + 1, 4)),
        connected('fast', 4),
        connected(9_999, 80),
      ].toSorted(([, , a], [, , b]) => a - b)
      await writer.apply(app, messagesOf(app.app_id, events, 50), later)
      const values = await reader(app).measures(defined, later)
      const hourAgo = new Date(at(60)).toISOString()
      expect(values).toEqual([
        {
          name: 'Matches a minute',
          kind: 'rate',
          unit: 'per_minute',
          from: new Date(at(5)).toISOString(),
          events: 10,
          value: 2,
          spread: null,
        },
        { name: 'Waiting', kind: 'balance', unit: 'count', from: expect.any(String), events: 12, value: 3, spread: null },
        { name: 'Skips', kind: 'share', unit: 'ratio', from: hourAgo, events: 40, value: 0.2, spread: null },
        { name: 'Errors', kind: 'share', unit: 'ratio', from: hourAgo, events: 0, value: null, spread: null },
        {
          name: 'Connecting',
          kind: 'distribution',
          unit: 'ms',
          from: hourAgo,
          events: 100,
          value: 50,
          spread: { min: 1, max: 100, mean: 50.5, p50: 50, p95: 95, p99: 99 },
        },
      ])
    })

    it('are of this app alone, and of nothing when it has none', async () => {
      const { writer, reader } = make()
      const [app, other] = [settingsOf(), settingsOf()]
      await writer.apply(other, messagesOf(other.app_id, [...of('match.made', 3, 1), connected(5, 1)], 1), later)
      const values = await reader(app).measures(defined, later)
      expect(values.map(({ events, value }) => [events, value])).toEqual([
        [0, 0],
        [0, 0],
        [0, null],
        [0, null],
        [0, null],
      ])
      expect(await reader(app).measures([], later)).toEqual([])
    })

    it('a balance is never below nothing, and a long window reads hours', async () => {
      const { writer, reader } = make()
      const app = settingsOf()
      await writer.apply(app, messagesOf(app.app_id, of('queue.left', 2, 1), 1), later)
      const [waiting] = await reader(app).measures(defined.slice(1, 2), later)
      expect(waiting).toMatchObject({ value: 0, from: new Date(Math.floor((later - 86_400_000) / 3_600_000) * 3_600_000).toISOString() })
    })
  })
}
