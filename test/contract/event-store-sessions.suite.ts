/** The event store's contract, telemetry sessions: listed and read as the rollup knows them. */
import { describe, expect, it } from 'vitest'
import type { SessionRow } from '../../contract/facts.ts'
import type { AppSettings } from '../../contract/keys.ts'
import type { TelemetrySession } from '../../contract/telemetry-sessions.ts'
import type { EventStoreReader, SessionFilter } from '../../domain/events/event-store.ts'
import { messageOf, minute0, seeded, sessionOf, settingsOf } from './facts.ts'
import type { Random } from './facts.ts'
import { later } from './under-test.ts'
import type { EventStoreUnderTest } from './under-test.ts'

const listAll = async (reader: EventStoreReader, filter: SessionFilter, limit: number): Promise<TelemetrySession[]> => {
  const listed: TelemetrySession[] = []
  let cursor: string | undefined
  do {
    const page = await reader.sessions(filter, { limit, ...(cursor === undefined ? {} : { cursor }) }, later)
    if (page === null) throw new Error('the list refused its own cursor')
    expect(page.data.length).toBeLessThanOrEqual(limit)
    listed.push(...page.data)
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined)
  return listed
}

/** Few moments, ids and actors, so that many starts are at once and one id is many actors'. */
const someSessions = (random: Random, count: number): SessionRow[] => {
  const rows = Array.from({ length: count }, () => {
    const started = minute0 + random.below(8) * 1_000
    const end = random.below(3) === 0 ? {} : { ended: started + 5_000, reason: 'ended' as const }
    return sessionOf({ session: `s-${random.below(60)}`, actor: `a-${random.below(5)}`, started, seen: started, ...end })
  })
  return [...new Map(rows.map((row) => [`${row[0]} ${row[1]}`, row])).values()]
}

const byStart = (a: SessionRow, b: SessionRow): number => b[5] - a[5] || (b[0] < a[0] ? -1 : Number(b[0] > a[0])) || (b[1] < a[1] ? -1 : 1)
const name = (id: string, actor: string): string => `${id} ${actor}`

const stored = async ({ writer, reader }: EventStoreUnderTest, app: AppSettings, sessions: readonly SessionRow[]) => {
  await writer.apply(app, [messageOf(app.app_id, { sessions })], later)
  return reader(app)
}

export const sessionsContract = (engine: string, make: () => EventStoreUnderTest): void => {
  describe(`${engine}: telemetry sessions`, () => {
    it('[CONTRACT 1] are listed latest start first, cursor-paged, each once', async () => {
      const app = settingsOf()
      const rows = someSessions(seeded(61), 200)
      const reader = await stored(make(), app, rows)
      const wanted = rows.toSorted(byStart).map(([id, actor]) => name(id, actor))
      for (const limit of [1, 7, 200]) expect((await listAll(reader, {}, limit)).map((one) => name(one.id, one.actor_id))).toEqual(wanted)
    })

    it('[CONTRACT 2] are filtered by state, actor and start', async () => {
      const app = settingsOf()
      const rows = someSessions(seeded(62), 200)
      const reader = await stored(make(), app, rows)
      const [from, to] = [minute0 + 2_000, minute0 + 5_000]
      const cases: [SessionFilter, (row: SessionRow) => boolean][] = [
        [{ state: 'live' }, (row) => row[7] === null],
        [{ state: 'ended' }, (row) => row[7] !== null],
        [{ actor_id: 'a-3' }, (row) => row[1] === 'a-3'],
        [{ from, to }, (row) => row[5] >= from && row[5] < to],
        [{ state: 'live', actor_id: 'a-3', from, to }, (row) => row[7] === null && row[1] === 'a-3' && row[5] >= from && row[5] < to],
        [{ state: 'ended', from }, (row) => row[7] !== null && row[5] >= from],
        [{ actor_id: 'nobody' }, () => false],
      ]
      for (const [filter, keep] of cases) {
        const listed = await listAll(reader, filter, 3)
        const wanted = rows.filter(keep).toSorted(byStart)
        expect(listed.map((one) => name(one.id, one.actor_id))).toEqual(wanted.map(([id, actor]) => name(id, actor)))
      }
    })

    it('[CONTRACT 2] tell their whole state; a live one lasts until now', async () => {
      const app = settingsOf()
      const started = minute0 + 1_234
      const ended = { session: 'past', device: 'd', feature: 'lobby', started, seen: started + 500, ended: started + 60_500 }
      const reader = await stored(make(), app, [
        sessionOf({ ...ended, reason: 'timeout' }),
        sessionOf({ session: 'now', started, seen: started + 500, bot: 1 }),
      ])
      const iso = (at: number): string => new Date(at).toISOString()
      expect(await reader.session('past', null, later)).toEqual({
        id: 'past',
        actor_id: 'ann',
        device_id: 'd',
        feature: 'lobby',
        bot: false,
        started_at: iso(started),
        last_seen_at: iso(started + 500),
        ended_at: iso(started + 60_500),
        end_reason: 'timeout',
        duration_s: 60.5,
        state: 'ended',
      })
      expect(await reader.session('now', 'ann', later)).toMatchObject({
        bot: true,
        device_id: null,
        ended_at: null,
        end_reason: null,
        duration_s: (later - started) / 1_000,
        state: 'live',
      })
      expect([await reader.session('now', 'bob', later), await reader.session('never', null, later)]).toEqual([null, null])
    })

    it('one id of two actors is two sessions; without the actor it is the one that started last', async () => {
      const app = settingsOf()
      const reader = await stored(make(), app, [
        sessionOf({ session: 's', actor: 'ann', started: minute0 + 2 }),
        sessionOf({ session: 's', actor: 'bob', started: minute0 + 1 }),
      ])
      expect((await reader.session('s', null, later))?.actor_id).toBe('ann')
      expect((await reader.session('s', 'bob', later))?.actor_id).toBe('bob')
    })

    it('[TS12] a session that goes on keeps its place and its start', async () => {
      const store = make()
      const app = settingsOf()
      await stored(store, app, [sessionOf({ session: 's', started: minute0, ended: minute0 + 5, reason: 'ended', version: 1 })])
      const reader = await stored(store, app, [sessionOf({ session: 's', started: minute0 + 9_000, version: 2, feature: 'lobby' })])
      expect(await listAll(reader, {}, 5)).toMatchObject([
        { started_at: new Date(minute0).toISOString(), state: 'live', feature: 'lobby', end_reason: null },
      ])
    })

    it('[B15] an operator’s label is what a session shows', async () => {
      const app = settingsOf()
      const reader = await stored(make(), app, [sessionOf({ session: 's', actor: 'crawler', bot: 1 })])
      await reader.labelActor('crawler', false, later)
      expect(await reader.session('s', null, later)).toMatchObject({ bot: false })
      await reader.labelActor('crawler', null, later)
      expect(await listAll(reader, {}, 5)).toMatchObject([{ bot: true }])
    })

    it('[CONTRACT 1] ids of any characters and the greatest length are pages like others; a cursor of no list is refused', async () => {
      const app = settingsOf()
      const ids = ['\u0001'.repeat(128), '漢'.repeat(128), '😀'.repeat(64)]
      const actor = '\u0001'.repeat(256)
      const reader = await stored(
        make(),
        app,
        ids.map((session) => sessionOf({ session, actor })),
      )
      expect((await listAll(reader, {}, 1)).map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
      for (const cursor of ['', 'x', '!!', 'bnVsbA', 'W10', 'WzEsMl0', 'é', 'A'.repeat(5_000)])
        expect(await reader.sessions({}, { limit: 5, cursor }, later)).toBeNull()
    })

    it('[F8] are the app’s own', async () => {
      const store = make()
      const [app, other] = [settingsOf(), settingsOf()]
      await stored(store, app, [sessionOf({ session: 's', actor: 'ann' })])
      const reader = store.reader(other)
      for (const filter of [{}, { state: 'live' }, { actor_id: 'ann' }] as const) expect(await listAll(reader, filter, 5)).toEqual([])
      expect(await reader.session('s', 'ann', later)).toBeNull()
    })
  })
}
