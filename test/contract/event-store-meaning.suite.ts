/** The event store's contract, what stored facts mean: labels, and verification from raw events. */
import { describe, expect, it } from 'vitest'
import { crowd, eventOf, messageOf, messagesOf, minute0, seeded, sessionOf, settingsOf } from './facts.ts'
import { naiveMetrics } from './model.ts'
import { everything, later, nothingWrong } from './under-test.ts'
import type { EventStoreUnderTest } from './under-test.ts'

export const meaningContract = (name: string, make: () => EventStoreUnderTest): void => {
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
