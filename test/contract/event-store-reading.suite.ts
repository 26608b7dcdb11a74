/** The event store's contract, what is read: events, lists, export, quarantine, series. */
import { describe, expect, it } from 'vitest'
import type { EventRow } from '../../contract/facts.ts'
import type { SeriesQuery } from '../../contract/metrics.ts'
import type { EventFilter } from '../../domain/events/event-store.ts'
import { crowd, eventOf, messageOf, messagesOf, minute0, seeded, settingsOf } from './facts.ts'
import { later, listAll } from './under-test.ts'
import type { EventStoreUnderTest } from './under-test.ts'

export const readingContract = (name: string, make: () => EventStoreUnderTest): void => {
  describe(`${name}: reading`, () => {
    it('[CONTRACT 2] an event is read as it was sent', async () => {
      const { writer, reader } = make()
      const app = settingsOf()
      const body = {
        actor_type: 'user',
        action: 'open',
        device_id: 'd',
        feature: 'feed',
        occurred_at: minute0 - 5,
        skew_ms: -12,
        skewed: true as const,
        data: { deep: { list: [1, 'two', null, 1e21] }, text: 'a "q" \\ \n é 💡 \u2028', '': 0 },
        context: { locale: 'de' },
      }
      await writer.apply(app, [messageOf(app.app_id, { events: [eventOf({ id: 'x', session: 's', body })] })], later)
      const iso = new Date(minute0).toISOString()
      expect(await reader(app).event('x')).toEqual({
        id: 'x',
        type: 'app.opened',
        actor_id: 'ann',
        session_id: 's',
        received_at: iso,
        bot: false,
        ...body,
        occurred_at: new Date(minute0 - 5).toISOString(),
      })
      expect(await reader(app).event('y')).toBeNull()
    })

    it('[CONTRACT 1] lists are newest first, cursor-paged, each event once', async () => {
      const { writer, reader } = make()
      const app = settingsOf()
      const events = crowd(seeded(41), 500, 4).toSorted((a, b) => a[2] - b[2])
      for (const message of messagesOf(app.app_id, events, 30)) await writer.apply(app, [message], later)
      for (const size of [1, 7, 200, 500]) {
        const listed = await listAll(reader(app), {}, size, size === 1 ? 40 : Infinity)
        expect(listed.map(({ id }) => id)).toEqual(
          events
            .map(([, id]) => id)
            .toReversed()
            .slice(0, listed.length),
        )
        expect(listed).toHaveLength(size === 1 ? 40 : events.length)
      }
    })

    it('[CONTRACT 2] filters by type, actor, session and time', async () => {
      const { writer, reader } = make()
      const app = settingsOf()
      const events = crowd(seeded(42), 500, 4)
      await writer.apply(app, messagesOf(app.app_id, events, 30), later)
      const [from, to] = [minute0 + 45_123, minute0 + 130_456]
      const cases: [EventFilter, (row: EventRow) => boolean][] = [
        [{ type: 'interaction.click' }, ([, , , type]) => type === 'interaction.click'],
        [{ actor_id: 'actor-3' }, ([, , , , actor]) => actor === 'actor-3'],
        [{ session_id: 's-3' }, ([, , , , , session]) => session === 's-3'],
        [{ from, to }, ([, , at]) => at >= from && at < to],
        [{ from }, ([, , at]) => at >= from],
        [{ type: 'nav.page', actor_id: 'actor-3', to }, ([, , at, type, actor]) => type === 'nav.page' && actor === 'actor-3' && at < to],
        [{ type: 'never.happened' }, () => false],
      ]
      for (const [filter, keep] of cases) {
        const listed = await listAll(reader(app), filter, 23)
        expect(listed.map(({ id }) => id).toSorted()).toEqual(
          events
            .filter(keep)
            .map(([, id]) => id)
            .toSorted(),
        )
      }
    })

    it('[CONTRACT 1] a cursor that is not of this list is refused', async () => {
      const { reader } = make()
      const app = reader(settingsOf())
      for (const cursor of ['', 'x', '!!', 'bnVsbA', 'W10', 'WzEsMl0', 'é', 'A'.repeat(5_000)]) {
        expect(await app.events({}, { limit: 5, cursor })).toBeNull()
        expect(await app.quarantine({ limit: 5, cursor })).toBeNull()
      }
    })

    it('[CONTRACT 2] the export is oldest first, whole, and cut by its range', async () => {
      const { writer, reader } = make()
      const app = settingsOf()
      const events = crowd(seeded(43), 700, 4).toSorted((a, b) => a[2] - b[2])
      for (const message of messagesOf(app.app_id, events, 30)) await writer.apply(app, [message], later)
      const exported = async (range: { from?: number; to?: number }): Promise<string[]> => {
        const ids: string[] = []
        for await (const page of reader(app).exportEvents(range)) ids.push(...page.map(({ id }) => id))
        return ids
      }
      expect(await exported({})).toEqual(events.map(([, id]) => id))
      const [from, to] = [minute0 + 45_123, minute0 + 130_456]
      expect(await exported({ from, to })).toEqual(events.filter(([, , at]) => at >= from && at < to).map(([, id]) => id))
      expect(await exported({ from: later })).toEqual([])
    })

    it('[FAILURES 1] quarantine is readable, newest first, and a re-submission is marked once', async () => {
      const { writer, reader } = make()
      const app = settingsOf()
      const errors = [{ path: 'type', code: 'invalid_format', message: 'bad "type"' }]
      const row = (id: string, at: number) => [id, at, 'validation_failed', errors, '{"type": 1', 1] as const
      const quarantine = Array.from(
        { length: 5 },
        (_, i) => [...row(`q${i}`, minute0 + i)] as [string, number, string, typeof errors, string, 1],
      )
      for (let i = 0; i < 2; i++) await writer.apply(app, [messageOf(app.app_id, { quarantine })], later)
      const first = await reader(app).quarantine({ limit: 3 })
      const rest = await reader(app).quarantine({ limit: 3, cursor: first?.next_cursor ?? '' })
      expect([...(first?.data ?? []), ...(rest?.data ?? [])].map(({ id }) => id)).toEqual(['q4', 'q3', 'q2', 'q1', 'q0'])
      expect(rest?.next_cursor).toBeNull()
      await reader(app).markResubmitted('q1', 'event-1', later)
      await reader(app).markResubmitted('q1', 'event-2', later + 1)
      await writer.apply(app, [messageOf(app.app_id, { quarantine })], later)
      expect(await reader(app).quarantined('q1')).toEqual({
        id: 'q1',
        received_at: new Date(minute0 + 1).toISOString(),
        code: 'validation_failed',
        errors,
        raw: '{"type": 1',
        truncated: true,
        resubmitted_at: new Date(later).toISOString(),
        event_id: 'event-1',
      })
      expect(await reader(app).quarantined('q9')).toBeNull()
      expect((await reader(app).snapshot(later)).metrics.total_events).toBe(0)
    })
  })

  describe(`${name}: series`, () => {
    it('[CONTRACT 2] points are zero-filled and add up to the totals', async () => {
      const { writer, reader } = make()
      const app = settingsOf()
      const events = crowd(seeded(51), 400, 3)
      await writer.apply(app, messagesOf(app.app_id, events, 50), later)
      const { metrics } = await reader(app).snapshot(later)
      const points = async (query: Partial<SeriesQuery>): Promise<number[]> => {
        const answer = await reader(app).series({ metric: 'events', interval: 'minute', ...query }, later)
        return answer.ok ? answer.value.data.map(({ value }) => value) : []
      }
      const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
      expect(await points({})).toHaveLength(60)
      expect(await points({ interval: 'hour' })).toHaveLength(48)
      expect(await points({ interval: 'day' })).toHaveLength(30)
      for (const interval of ['minute', 'hour', 'day'] as const) {
        expect(sum(await points({ interval }))).toBe(metrics.total_events)
        expect(sum(await points({ interval, metric: 'interactions' }))).toBe(metrics.total_interactions)
        expect(sum(await points({ interval, metric: 'new_users' }))).toBe(metrics.total_users)
        expect(sum(await points({ interval, type: 'nav.page' }))).toBe(events.filter(([, , , type]) => type === 'nav.page').length)
      }
      const perMinute = [0, 1, 2].map((m) => events.filter(([, , at]) => Math.floor((at - minute0) / 60_000) === m).length)
      const range = { from: new Date(minute0 - 60_000).toISOString(), to: new Date(minute0 + 180_001).toISOString() }
      expect(await points(range)).toEqual([0, ...perMinute, 0])
    })

    it('[CONTRACT 1] a range that is upside down or too long is a failure, not a shorter answer', async () => {
      const reader = make().reader(settingsOf())
      const ask = (query: Partial<SeriesQuery>) => reader.series({ metric: 'events', interval: 'minute', ...query }, later)
      const iso = (at: number): string => new Date(at).toISOString()
      const failure = { ok: false, error: { code: 'validation_failed' } }
      expect(await ask({ from: iso(minute0), to: iso(minute0) })).toMatchObject(failure)
      expect(await ask({ from: iso(minute0), to: iso(minute0 + 1_501 * 60_000) })).toMatchObject(failure)
      expect(await ask({ metric: 'sessions', type: 'app.opened' })).toMatchObject(failure)
      expect(await ask({ from: iso(minute0), to: iso(minute0 + 1_500 * 60_000) })).toMatchObject({ ok: true })
    })
  })
}
