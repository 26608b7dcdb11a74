/** The contract of the event store: what must hold on every engine behind the two ports. */
import { describe, expect, it } from 'vitest'
import type { EventRow } from '../../contract/facts.ts'

import type { AppSettings } from '../../contract/keys.ts'
import type { StoredEvent } from '../../contract/events.ts'
import type { SeriesQuery } from '../../contract/metrics.ts'
import type { EventFilter, EventStoreReader, EventStoreWriter } from '../../domain/events/event-store.ts'
import { crowd, eventOf, messageOf, messagesOf, minute0, seeded, sessionOf, settingsOf } from './facts.ts'
import { naiveMetrics } from './model.ts'

export type EventStoreUnderTest = {
  readonly writer: EventStoreWriter
  readonly reader: (app: AppSettings) => EventStoreReader
  /** Makes one stored number of the app wrong, behind the store's back. */
  readonly tamper: (app: AppSettings) => Promise<void>
}

const later = minute0 + 10 * 60_000
const nothingWrong = { mismatches: 0, differences: [] }

export const eventStoreContract = (name: string, make: () => EventStoreUnderTest): void => {
  describe(`${name}: metrics`, () => {
    it('[CONTRACT 2] an app without facts is all zeros', async () => {
      const reader = make().reader(settingsOf())
      const { metrics } = await reader.snapshot(later)
      expect(metrics).toMatchObject({ total_users: 0, total_events: 0, events_per_minute: 0, online_now: 0, users_by_feature: {} })
      expect(await reader.verify({})).toMatchObject(nothingWrong)
    })

    it('[CONTRACT 2] every number of the snapshot is what its definition says', async () => {
      const { writer, reader } = make()
      const app = settingsOf()
      const events = crowd(seeded(1), 800, 5)
      await writer.apply(app, messagesOf(app.app_id, events, 100), minute0 + 5 * 60_000 - 1)
      for (const now of [
        minute0 + 5 * 60_000 - 1,
        minute0 + 5 * 60_000 + 20_000,
        later,
        minute0 + 3_660_000,
        minute0 + 24 * 3_600_000 + 150_000,
      ]) {
        const { metrics } = await reader(app).snapshot(now)
        expect(metrics).toMatchObject(naiveMetrics(events, now))
      }
    })

    it('[FAILURES 10] bots are in the event counts and nowhere else', async () => {
      const { writer, reader } = make()
      const app = settingsOf()
      const events = [eventOf({ actor: 'ann' }), eventOf({ actor: 'crawler', bot: 1 }), eventOf({ actor: 'crawler', bot: 1 })]
      const sessions = [sessionOf({ actor: 'ann' }), sessionOf({ actor: 'crawler', bot: 1 })]
      await writer.apply(app, [messageOf(app.app_id, { events, sessions })], later)
      const { metrics } = await reader(app).snapshot(later)
      expect(metrics).toMatchObject({ total_events: 3, total_users: 1, active_users_1h: 1, total_sessions: 1 })
    })

    it('[CONTRACT 2] interactions follow the app’s patterns, also for what was stored before they changed', async () => {
      const { writer, reader } = make()
      const app = settingsOf()
      const types = ['interaction.click', 'interactions', 'cart.add', 'cart.remove', 'cart']
      const events = types.map((type) => eventOf({ type }))
      await writer.apply(app, [messageOf(app.app_id, { events })], later)
      expect((await reader(app).snapshot(later)).metrics.total_interactions).toBe(1)
      const changed = { ...app, interaction_patterns: ['cart.*', 'interactions', '[ci]*', 'cart?'] }
      expect((await reader(changed).verify({})).mismatches).toBeGreaterThan(0)
      await writer.recountInteractions(changed, later)
      expect((await reader(changed).snapshot(later)).metrics).toMatchObject({ total_interactions: 3, interactions_24h: 3 })
      expect(await reader(changed).verify({})).toMatchObject(nothingWrong)
    })

    it('[CONTRACT 2] a session counts once, whatever happens to it, and the highest version wins', async () => {
      const { writer, reader } = make()
      const app = settingsOf()
      const states = [
        sessionOf({ session: 's', version: 1 }),
        sessionOf({ session: 's', version: 2, ended: minute0 + 70_000, reason: 'timeout' }),
        sessionOf({ session: 's', version: 3, seen: minute0 + 120_000 }),
      ]
      for (const state of [states[2], states[0], states[1], states[2]]) {
        await writer.apply(app, [messageOf(app.app_id, { sessions: state ? [state] : [] })], later)
      }
      await writer.apply(app, [messageOf(app.app_id, { sessions: [sessionOf({ session: 's', actor: 'bob' })] })], later)
      const { metrics } = await reader(app).snapshot(minute0 + 3_600_000 + 119_999)
      expect(metrics).toMatchObject({ total_sessions: 2, total_users: 2, active_users_1h: 1 })
      expect(await reader(app).verify({})).toMatchObject(nothingWrong)
    })

    it('[FAILURES 3] live counters are absolute: the newest of each object wins, objects add up', async () => {
      const { writer, reader } = make()
      const app = settingsOf({ telemetry_shards: 2 })
      const odd = 'a "b" \\ é.$[0]'
      const live = (at: number, n: number) => ({ at, online_now: n, active_sessions: n + 1, users_by_feature: { feed: n, [odd]: 1 } })
      await writer.apply(app, [messageOf(app.app_id, { live: live(20, 5) })], later)
      await writer.apply(app, [messageOf(app.app_id, { live: live(10, 9) }), messageOf(app.app_id, { live: live(1, 3), shard: 1 })], later)
      const { metrics } = await reader(app).snapshot(later)
      expect(metrics).toMatchObject({ online_now: 8, active_sessions: 10, users_by_feature: { feed: 8, [odd]: 2 }, total_users: 0 })
    })
  })

  describe(`${name}: once`, () => {
    it('[FAILURES 2] every message delivered 1–5 times, shuffled, interleaved and re-batched: totals equal, verify 0', async () => {
      for (const seed of [11, 12, 13]) {
        const { writer, reader } = make()
        const app = settingsOf()
        const random = seeded(seed)
        const events = crowd(random, 600, 4)
        // Several packings of the same facts, as an object makes them when a confirmation was lost.
        const packings = [40, 75, 130].flatMap((size) => messagesOf(app.app_id, random.shuffled(events), size))
        const deliveries = random.shuffled(packings.flatMap((message) => Array.from({ length: 1 + random.below(5) }, () => message)))
        for (let i = 0; i < deliveries.length;) {
          const run = 1 + random.below(12)
          await writer.apply(app, deliveries.slice(i, i + run), later)
          i += run
        }
        expect((await reader(app).snapshot(later)).metrics).toMatchObject(naiveMetrics(events, later))
        expect(await reader(app).verify({})).toMatchObject(nothingWrong)
        expect(await reader(app).verify({ from: minute0, to: later })).toMatchObject(nothingWrong)
        expect(await listAll(reader(app), {}, 97)).toHaveLength(events.length)
      }
    })

    it('[FAILURES 2] two consumers at once', async () => {
      const { writer, reader } = make()
      const app = settingsOf()
      const random = seeded(21)
      const events = crowd(random, 600, 3)
      const messages = [60, 90].flatMap((size) => messagesOf(app.app_id, events, size))
      const consume = async (deliveries: typeof messages): Promise<void> => {
        for (let i = 0; i < deliveries.length; i += 4) await writer.apply(app, deliveries.slice(i, i + 4), later)
      }
      await Promise.all([consume(random.shuffled(messages)), consume(random.shuffled(messages)), consume(random.shuffled(messages))])
      expect((await reader(app).snapshot(later)).metrics).toMatchObject(naiveMetrics(events, later))
      expect(await reader(app).verify({})).toMatchObject(nothingWrong)
    })

    it('[CONTRACT 2] the first fact of an id stays as it is', async () => {
      const { writer, reader } = make()
      const app = settingsOf()
      await writer.apply(app, [messageOf(app.app_id, { events: [eventOf({ id: 'x', actor: 'ann', type: 'app.opened' })] })], later)
      const again = eventOf({ id: 'x', actor: 'bob', type: 'app.closed', at: minute0 + 60_000 })
      await writer.apply(app, [messageOf(app.app_id, { events: [again, again] })], later)
      expect(await reader(app).event('x')).toMatchObject({ actor_id: 'ann', type: 'app.opened' })
      expect((await reader(app).snapshot(later)).metrics).toMatchObject({ total_events: 1, total_users: 1 })
      expect(await reader(app).verify({})).toMatchObject(nothingWrong)
    })

    it('[FAILURES 1] a message that can not be stored is refused whole, and leaves nothing behind', async () => {
      const { writer, reader } = make()
      const app = settingsOf()
      const good = messageOf(app.app_id, { events: [eventOf({ id: 'good' })] })
      const poison = [
        { ...messageOf(app.app_id, { events: [eventOf()] }), events: '[[0,"half' },
        { ...messageOf(app.app_id, { events: [eventOf()] }), events: JSON.stringify([[0, 'no-type', minute0, null, 'ann', null, {}]]) },
        { ...messageOf(app.app_id, { events: [eventOf()] }), sessions: '{}' },
        messageOf(app.app_id, { events: [eventOf({ at: minute0 + 60_000 })], minute: minute0 }),
      ]
      for (const bad of poison) await expect(writer.apply(app, [good, bad], later)).rejects.toThrow(/JSON|constraint|expected array|minute/)
      expect((await reader(app).snapshot(later)).metrics.total_events).toBe(0)
      expect(await reader(app).event('good')).toBeNull()
    })
  })

  describe(`${name}: tenants`, () => {
    it('[FAILURES 8] one app’s facts change nothing of another’s, same ids and actors included', async () => {
      const { writer, reader } = make()
      const [one, two] = [settingsOf(), settingsOf()]
      const events = crowd(seeded(31), 200, 2)
      await writer.apply(one, messagesOf(one.app_id, events, 50), later)
      const before = await everything(reader(one))
      await writer.apply(two, messagesOf(two.app_id, events.slice(0, 120), 50), later)
      await reader(two).labelActor('actor-1', true, later)
      expect(await everything(reader(one))).toEqual(before)
      expect((await reader(two).snapshot(later)).metrics.total_events).toBe(120)
      expect(await reader(two).event(events[150]?.[1] ?? '')).toBeNull()
      expect(await reader(two).verify({})).toMatchObject(nothingWrong)
    })
  })

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

  describe(`${name}: labels`, () => {
    it('[FAILURES 10] a label is set, reversed and cleared, and every number follows', async () => {
      const { writer, reader } = make()
      const app = settingsOf()
      const events = crowd(seeded(61), 600, 4)
      const sessions = Array.from({ length: 40 }, (_, i) => sessionOf({ session: `s${i}`, actor: `actor-${i}`, bot: i % 10 === 7 ? 1 : 0 }))
      await writer.apply(app, [...messagesOf(app.app_id, events, 50), messageOf(app.app_id, { sessions })], later)
      const before = await everything(reader(app))
      const labels = new Map<string, boolean>()
      const steps: [string, boolean | null][] = [
        ['actor-7', false],
        ['actor-3', false],
        ['actor-1', true],
        ['actor-3', true],
        ['actor-3', true],
        ['nobody', true],
        ['actor-1', null],
      ]
      for (const [actor, bot] of steps) {
        await reader(app).labelActor(actor, bot, later)
        if (bot === null) labels.delete(actor)
        else labels.set(actor, bot)
        const { metrics } = await reader(app).snapshot(later)
        const humanSessions = sessions.filter(([, who, , , automatic]) => !(labels.get(who) ?? automatic === 1)).length
        const sessionActors = events.concat(sessions.map(([, who, , , automatic]) => eventOf({ actor: who, bot: automatic })))
        expect(metrics).toMatchObject({
          ...naiveMetrics(events, later, undefined, labels),
          total_users: naiveMetrics(sessionActors, later, undefined, labels).total_users,
          active_users_1h: naiveMetrics(sessionActors, later, undefined, labels).active_users_1h,
          active_users_24h: naiveMetrics(sessionActors, later, undefined, labels).active_users_24h,
          total_sessions: humanSessions,
        })
        expect(await reader(app).verify({})).toMatchObject(nothingWrong)
      }
      for (const actor of ['actor-7', 'actor-3']) await reader(app).labelActor(actor, null, later)
      expect(await everything(reader(app))).toEqual(before)
    })

    it('[FAILURES 10] facts that come after a label follow it', async () => {
      const { writer, reader } = make()
      const app = settingsOf()
      await reader(app).labelActor('ann', true, later)
      await reader(app).labelActor('crawler', false, later)
      const events = [
        eventOf({ id: 'a', actor: 'ann' }),
        eventOf({ id: 'c', actor: 'crawler', bot: 1 }),
        eventOf({ actor: 'crawler', bot: 0 }),
      ]
      const sessions = [sessionOf({ actor: 'ann' }), sessionOf({ actor: 'crawler', bot: 1 })]
      const message = messageOf(app.app_id, { events, sessions })
      for (let i = 0; i < 2; i++) await writer.apply(app, [message], later)
      expect((await reader(app).snapshot(later)).metrics).toMatchObject({
        total_events: 3,
        total_users: 1,
        total_sessions: 1,
        active_users_1h: 1,
      })
      expect([(await reader(app).event('a'))?.bot, (await reader(app).event('c'))?.bot]).toEqual([true, false])
      expect(await reader(app).verify({})).toMatchObject(nothingWrong)
    })
  })

  describe(`${name}: verification`, () => {
    it('[CONTRACT 2] a number that was changed behind the store’s back is found', async () => {
      const { writer, reader, tamper } = make()
      const app = settingsOf()
      await writer.apply(app, messagesOf(app.app_id, crowd(seeded(71), 200, 2), 50), later)
      await tamper(app)
      for (const range of [{}, { from: minute0, to: later }]) {
        const { mismatches, differences, buckets } = await reader(app).verify(range)
        expect(mismatches).toBeGreaterThanOrEqual(1)
        expect(differences[0]?.stored).not.toBe(differences[0]?.rebuilt)
        expect(buckets).toBeGreaterThan(mismatches)
      }
    })

    it('[FAILURES 2] facts that arrive while it runs are no difference', async () => {
      const { writer, reader } = make()
      const app = settingsOf()
      const messages = messagesOf(app.app_id, crowd(seeded(72), 600, 3), 20)
      const write = async (): Promise<void> => {
        for (const message of messages) await writer.apply(app, [message], later)
      }
      const writing = write()
      for (let i = 0; i < 5; i++) expect(await reader(app).verify({})).toMatchObject(nothingWrong)
      await writing
      expect(await reader(app).verify({})).toMatchObject(nothingWrong)
    })
  })
}

const listAll = async (reader: EventStoreReader, filter: EventFilter, limit: number, stop = Infinity): Promise<StoredEvent[]> => {
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
const everything = async (reader: EventStoreReader): Promise<unknown> => ({
  metrics: (await reader.snapshot(later)).metrics,
  events: await listAll(reader, {}, 200),
  series: await Promise.all(
    (['events', 'interactions', 'new_users', 'sessions'] as const).map((metric) => reader.series({ metric, interval: 'minute' }, later)),
  ),
  verify: await reader.verify({}),
})
