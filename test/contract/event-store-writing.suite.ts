/** The event store's contract, what is written: numbers, once, per tenant. */
import { describe, expect, it } from 'vitest'
import { crowd, eventOf, messageOf, messagesOf, minute0, seeded, sessionOf, settingsOf } from './facts.ts'
import { naiveMetrics } from './model.ts'
import { everything, later, listAll, nothingWrong } from './under-test.ts'
import type { EventStoreUnderTest } from './under-test.ts'

export const writingContract = (name: string, make: () => EventStoreUnderTest): void => {
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
}
