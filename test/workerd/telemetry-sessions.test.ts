/** Telemetry sessions and types of events, through the public door; how they are read is the event store's contract. */
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test } from 'vitest'
import { eventTypesAnswer } from '../../contract/event-types.ts'
import type { Problem } from '../../contract/problem.ts'
import { telemetrySession } from '../../contract/telemetry-sessions.ts'
import type { TelemetrySession } from '../../contract/telemetry-sessions.ts'
import { D1EventReader } from '../../storage/events/d1-event-reader.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call, idsOf, storeEvents, storeSessions } from './gateway-harness.ts'

const start = Math.floor(Date.now() / 60_000) * 60_000 - 600_000
const at = (seconds: number): string => new Date(start + seconds * 1_000).toISOString()
const awkwardIds = ['videojs/http-streaming@7f0a3c1:0', '100% sure', 'a?b#c&d', 'ä/漢字/😀', '%2F', '..%2e']

let app: SeededApp

beforeAll(async () => {
  app = await seedApp({ event_shard: 1 })
  await storeSessions(
    app.app,
    awkwardIds.map((id, index) => ({
      id,
      actor_id: `u${index % 2}`,
      feature: 'lobby',
      started_at: start + index * 1_000,
      ...(index < 4 && { ended_at: start + 60_000 }),
    })),
  )
  await storeEvents(app.app, [{ type: 'nav.view', received_at: start }, { received_at: start + 60_000 }, { received_at: start + 61_000 }])
})

const get = (path: string) => call('GET', path, { auth: app.auth })

describe('GET /v1/telemetry/sessions', () => {
  test('latest start first, cut by every filter', async () => {
    const list = async (query: string): Promise<string[]> => idsOf(await get(`/v1/telemetry/sessions?${query}`))
    expect(await list('')).toEqual(awkwardIds.toReversed())
    expect(await list('state=live')).toEqual([awkwardIds[5], awkwardIds[4]])
    expect(await list('state=ended&actor_id=u1')).toEqual([awkwardIds[3], awkwardIds[1]])
    expect(await list(`from=${at(2)}&to=${at(4)}`)).toEqual([awkwardIds[3], awkwardIds[2]])
  })

  test('[§1] pages by cursor give everything once', async () => {
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const query = new URLSearchParams({ limit: '2', ...(cursor === '' ? {} : { cursor }) })
      const page = await (
        await get(`/v1/telemetry/sessions?${query.toString()}`)
      ).json<{ data: TelemetrySession[]; next_cursor: string | null }>()
      seen.push(...page.data.map(({ id }) => id))
      cursor = page.next_cursor
    }
    expect(seen).toEqual(awkwardIds.toReversed())
  })

  test.each([
    ['state=gone', 'state'],
    ['limit=0', 'limit'],
    ['from=yesterday', 'from'],
    ['actor_id=', 'actor_id'],
    [`cursor=${'a'.repeat(4_097)}`, 'cursor'],
  ])('%.20s: 422 that names the parameter', async (query, path) => {
    const answer = await get(`/v1/telemetry/sessions?${query}`)
    const { code, errors } = await answer.json<Problem>()
    expect([answer.status, code, errors?.[0]?.path]).toEqual([422, 'validation_failed', path])
  })

  test.each(['x', 'bnVsbA', 'W10', 'a'.repeat(4_096)])('a cursor that no list gave out: 400 (%.10s)', async (cursor) => {
    const answer = await get(`/v1/telemetry/sessions?cursor=${cursor}`)
    expect([answer.status, (await answer.json<Problem>()).code]).toEqual([400, 'invalid_cursor'])
  })

  test('[DESIGN cheap] a page reads no more rows than it shows, however many there are', async () => {
    const many = await seedApp()
    const sessions = Array.from({ length: 1_000 }, (_, i) => ({
      id: `s-${i}`,
      actor_id: `u${i % 4}`,
      started_at: start + i,
      ...(i % 50 > 0 && { ended_at: start + 60_000 }),
    }))
    await storeSessions(many.app, sessions)
    let read = 0
    const reader = new D1EventReader(
      counting(env.EVENTS_00, (rows) => (read += rows)),
      many.app,
    )
    for (const filter of [{}, { state: 'ended' }, { actor_id: 'u1' }, { to: start + 500 }] as const) {
      read = 0
      expect((await reader.sessions(filter, { limit: 10 }, Date.now()))?.data).toHaveLength(10)
      // An entry of the index, the row, and the look for a label.
      expect([filter, read <= 11 * 3 + 3]).toEqual([filter, true])
    }
    // Live ones are looked for among all that started since the oldest shown.
    read = 0
    expect((await reader.sessions({ state: 'live' }, { limit: 10 }, Date.now()))?.data).toHaveLength(10)
    expect(read).toBeLessThan(3 * 1_000)
  })
})

/** The database, counting what its statements read. */
const counting = (db: D1Database, onRead: (rows: number) => void): D1Database => {
  const prepare = (sql: string) => ({
    bind: (...values: unknown[]) => ({
      all: async () => {
        const answer = await db
          .prepare(sql)
          .bind(...values)
          .all()
        onRead(answer.meta.rows_read)
        return answer
      },
    }),
  })
  return { prepare } as unknown as D1Database
}

describe('GET /v1/telemetry/sessions/{session_id}', () => {
  test.each(awkwardIds)('an id may hold any character: %s', async (id) => {
    const answer = await get(`/v1/telemetry/sessions/${encodeURIComponent(id)}`)
    expect(answer.status).toBe(200)
    expect(telemetrySession.parse(await answer.json())).toMatchObject({ id, feature: 'lobby' })
  })

  test('of the actor that is named, and of no other', async () => {
    const id = encodeURIComponent(awkwardIds[0] ?? '')
    expect((await get(`/v1/telemetry/sessions/${id}?actor_id=u0`)).status).toBe(200)
    expect((await get(`/v1/telemetry/sessions/${id}?actor_id=u1`)).status).toBe(404)
    expect((await get(`/v1/telemetry/sessions/${id}?actor_id=`)).status).toBe(422)
  })

  test('one that never was, and one that can not be: 404', async () => {
    for (const id of ['nobody', 'n'.repeat(129), '%00']) expect((await get(`/v1/telemetry/sessions/${id}`)).status).toBe(404)
  })

  test('from its start to its end, as it was sent', async () => {
    const b = await seedApp()
    const send = (type: string, more: object = {}) =>
      call('POST', '/v1/events', { auth: b.auth, json: { type, actor_id: 'u', session_id: 's', device_id: 'd', ...more } })
    const session = async (): Promise<TelemetrySession | null> => {
      const answer = await call('GET', '/v1/telemetry/sessions/s', { auth: b.auth })
      return answer.ok ? telemetrySession.parse(await answer.json()) : null
    }
    await send('session.start')
    await expect.poll(session, { timeout: 15_000 }).toMatchObject({ state: 'live', device_id: 'd', ended_at: null })
    await send('nav.feature.enter', { feature: 'lobby' })
    await send('session.end')
    await expect.poll(session, { timeout: 15_000 }).toMatchObject({ state: 'ended', end_reason: 'ended', feature: 'lobby' })
    const ended = await session()
    expect(ended?.duration_s).toBe((Date.parse(ended?.ended_at ?? '') - Date.parse(ended?.started_at ?? '')) / 1_000)
  })
})

describe('GET /v1/events/types', () => {
  test('most frequent first, each with the minute of its last one', async () => {
    const answer = eventTypesAnswer.parse(await (await get('/v1/events/types')).json())
    expect(answer.data).toEqual([
      { type: 'interaction.like', events: 2, last_at: at(60) },
      { type: 'nav.view', events: 1, last_at: at(0) },
    ])
  })

  test('only those of the range', async () => {
    const answer = await get(`/v1/events/types?from=${at(0)}&to=${at(60)}`)
    expect(await answer.json()).toEqual({
      from: at(0),
      to: at(60),
      data: [{ type: 'nav.view', events: 1, last_at: at(0) }],
      next_cursor: null,
    })
  })

  test.each(['from=yesterday', `from=${at(1)}&to=${at(1)}`])('%s: 422', async (query) => {
    const answer = await get(`/v1/events/types?${query}`)
    const { code, errors } = await answer.json<Problem>()
    expect([answer.status, code, errors?.[0]?.path]).toEqual([422, 'validation_failed', 'from'])
  })

  test('an event whose id is a word of the route is still in the list', async () => {
    const b = await seedApp()
    await storeEvents(b.app, [{ id: 'types' }])
    expect(await idsOf(await call('GET', '/v1/events', { auth: b.auth }))).toEqual(['types'])
  })
})
