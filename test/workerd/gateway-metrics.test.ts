/** Numbers through the public door: what `as_of` vouches for, series, CSV, verify, labels. */
import { runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { metricsSnapshot, seriesAnswer, verifyAnswer } from '../../contract/metrics.ts'
import type { MetricsSnapshot } from '../../contract/metrics.ts'
import { telemetryShardName } from '../../durable-objects/names.ts'
import { TelemetryShard } from '../../durable-objects/telemetry-shard/telemetry-shard.ts'
import { Freshness } from '../../workers/gateway/telemetry/freshness.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call, storeEvents } from './gateway-harness.ts'

const minute = Math.floor(Date.now() / 60_000) * 60_000
let app: SeededApp

beforeAll(async () => {
  app = await seedApp({ event_shard: 1 })
  await storeEvents(app.app, [
    { id: '1', actor_id: 'a', received_at: minute - 120_000 },
    { id: '2', actor_id: 'b', received_at: minute - 120_000, type: 'nav.view' },
    { id: '3', actor_id: 'b', received_at: minute - 60_000 },
  ])
})

const metricsOf = async (seeded: SeededApp): Promise<MetricsSnapshot> =>
  metricsSnapshot.parse(await (await call('GET', '/v1/metrics', { auth: seeded.auth })).json())

describe('GET /v1/metrics', () => {
  test('[M1] totals of what is stored, as of now when nothing is on its way', async () => {
    const before = Date.now()
    const metrics = await metricsOf(app)
    expect(metrics).toMatchObject({
      total_events: 3,
      total_users: 2,
      total_interactions: 2,
      events_24h: 3,
      interactions_24h: 2,
      active_users_1h: 2,
    })
    expect(Date.parse(metrics.as_of)).toBeGreaterThanOrEqual(before)
    expect(Date.parse(metrics.as_of)).toBeLessThanOrEqual(Date.now())
  })

  test('an app without facts has zeros', async () => {
    const empty = await seedApp()
    expect(await metricsOf(empty)).toMatchObject({ total_events: 0, total_users: 0, online_now: 0, users_by_feature: {} })
  })

  test('Accept: text/csv gives CSV', async () => {
    const answer = await call('GET', '/v1/metrics', { auth: app.auth, headers: { Accept: 'text/csv' } })
    expect(answer.headers.get('Content-Type')).toBe('text/csv; charset=utf-8; header=present')
    const lines = (await answer.text()).split('\r\n')
    expect(lines[0]).toBe('metric,value')
    expect(lines).toContain('total_events,3')
  })

  test.each(['*/*', 'application/json', 'text/csv;q=0.5, application/json', 'text/html'])('Accept: %s gives JSON', async (accept) => {
    const answer = await call('GET', '/v1/metrics', { auth: app.auth, headers: { Accept: accept } })
    expect(answer.headers.get('Content-Type')).toBe('application/json')
    expect(answer.headers.get('Cache-Control')).toBe('no-store')
    await answer.body?.cancel()
  })
})

describe('[M2] as_of is true', () => {
  const objects = (answers: (() => Promise<number | null>)[]) => {
    const asked: string[] = []
    const getByName = (name: string) => {
      const pendingSince = answers[asked.push(name) - 1] ?? (() => Promise.resolve(null))
      return { pendingSince, labelActor: () => Promise.resolve() }
    }
    return { asked, namespace: { getByName } }
  }

  test('it is the oldest moment that any object of the app still holds', async () => {
    const { asked, namespace } = objects([() => Promise.resolve(null), () => Promise.resolve(4_000), () => Promise.resolve(3_000)])
    const sharded = { ...app.app, telemetry_shards: 3 }
    expect(await new Freshness().completeUntil(sharded, namespace, () => 5_000)).toBe(3_000)
    expect(asked).toEqual([0, 1, 2].map((shard) => telemetryShardName(sharded, shard)))
  })

  test('it is never after the moment of asking', async () => {
    const { namespace } = objects([])
    const clock = vi.fn<() => number>().mockReturnValueOnce(1_000).mockReturnValue(9_000)
    expect(await new Freshness().completeUntil(app.app, namespace, clock)).toBe(1_000)
  })

  test('asked once a second per app, and one app’s answer is not another’s', async () => {
    const other = await seedApp()
    const { asked, namespace } = objects([() => Promise.resolve(500), () => Promise.resolve(700), () => Promise.resolve(null)])
    const freshness = new Freshness()
    const ask = (seeded: SeededApp, now: number): Promise<number | null> => freshness.completeUntil(seeded.app, namespace, () => now)
    expect(await ask(app, 1_000)).toBe(500)
    expect(await ask(app, 1_999)).toBe(500)
    expect(await ask(other, 1_999)).toBe(700)
    expect(await ask(app, 2_000)).toBe(2_000)
    expect(asked).toHaveLength(3)
  })

  test.each<[string, () => Promise<number | null>]>([
    ['throws', () => Promise.reject(new Error('object is away'))],
    ['hangs', () => new Promise(() => {})],
  ])('an object that %s: nothing is vouched for', async (_what, answer) => {
    const { namespace } = objects([answer])
    expect(await new Freshness().completeUntil(app.app, namespace, () => 5_000)).toBeNull()
  })

  test('through the door: an accepted event that is not stored yet holds as_of back', async () => {
    const held = await seedApp()
    const queue = Object.getPrototypeOf(env.EVENTS_QUEUE) as Queue
    const sent = { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } }
    const lost = [vi.spyOn(queue, 'send').mockResolvedValue(sent), vi.spyOn(queue, 'sendBatch').mockResolvedValue(sent)]
    await call('POST', '/v1/events', { auth: held.auth, json: { type: 'a.b', actor_id: 'u' } })
    const accepted = Date.now()
    await runDurableObjectAlarm(env.TELEMETRY_SHARD.getByName(telemetryShardName(held.app, 0)))
    const { as_of, total_events } = await metricsOf(held)
    for (const spy of lost) spy.mockRestore()
    expect(total_events).toBe(0)
    expect(Date.parse(as_of)).toBeLessThanOrEqual(accepted)
    expect(Date.parse(as_of)).toBeGreaterThan(accepted - 60_000)
  })
})

describe('GET /v1/metrics/series', () => {
  const range = `from=${new Date(minute - 180_000).toISOString()}&to=${new Date(minute).toISOString()}`

  test('points without a value are there with 0', async () => {
    const answer = await call('GET', `/v1/metrics/series?metric=events&interval=minute&${range}`, { auth: app.auth })
    const series = seriesAnswer.parse(await answer.json())
    expect(series.data.map(({ value }) => value)).toEqual([0, 2, 1])
    expect(series.data[0]?.at).toBe(new Date(minute - 180_000).toISOString())
  })

  test('one type of event', async () => {
    const answer = await call('GET', `/v1/metrics/series?type=nav.view&${range}`, { auth: app.auth })
    expect(seriesAnswer.parse(await answer.json()).data.map(({ value }) => value)).toEqual([0, 1, 0])
  })

  test('Accept: text/csv gives CSV', async () => {
    const answer = await call('GET', `/v1/metrics/series?${range}`, { auth: app.auth, headers: { Accept: 'text/csv' } })
    expect(await answer.text()).toBe(
      ['at,value', ...[0, 2, 1].map((value, index) => `${new Date(minute - 180_000 + index * 60_000).toISOString()},${value}`), ''].join(
        '\r\n',
      ),
    )
  })

  test.each([
    'metric=money',
    'interval=second',
    'from=now',
    'type=Bad%20Type',
    `from=${new Date(minute).toISOString()}&to=${new Date(minute - 60_000).toISOString()}`,
    'interval=minute&from=2020-01-01T00:00:00Z',
  ])('%s: 422', async (query) => {
    const answer = await call('GET', `/v1/metrics/series?${query}`, { auth: app.auth })
    expect({ status: answer.status, problem: await answer.json() }).toMatchObject({ status: 422, problem: { code: 'validation_failed' } })
  })
})

describe('POST /v1/metrics/verify', () => {
  test('[M3] what the rollup wrote is what the events say, with and without a range', async () => {
    for (const json of [undefined, {}, { from: new Date(minute - 180_000).toISOString() }]) {
      const answer = await call('POST', '/v1/metrics/verify', { auth: app.auth, ...(json === undefined ? {} : { json }) })
      const verified = verifyAnswer.parse(await answer.json())
      expect(verified).toMatchObject({ mismatches: 0, differences: [] })
      expect(verified.buckets).toBeGreaterThan(0)
    }
  })

  test('a number that was tampered with is found', async () => {
    const tampered = await seedApp()
    await storeEvents(tampered.app, [{ id: '1', received_at: minute - 120_000 }])
    await env.EVENTS_00.prepare(`UPDATE buckets SET events = 7 WHERE app_id = ? AND grain = 'minute'`).bind(tampered.app.app_id).run()
    const answer = await call('POST', '/v1/metrics/verify', { auth: tampered.auth })
    expect(verifyAnswer.parse(await answer.json()).mismatches).toBeGreaterThan(0)
  })
})

describe('PUT /v1/actors/{actor_id}/label', () => {
  test('[B3] a labelled actor leaves the user metrics and comes back; the event counts stay', async () => {
    const seeded = await seedApp()
    await storeEvents(seeded.app, [{ actor_id: 'crawler/1' }, { actor_id: 'person' }])
    const put = async (bot: boolean | null): Promise<MetricsSnapshot> => {
      const answer = await call('PUT', `/v1/actors/${encodeURIComponent('crawler/1')}/label`, { auth: seeded.auth, json: { bot } })
      expect(await answer.json()).toEqual({ actor_id: 'crawler/1', bot })
      return metricsOf(seeded)
    }
    expect(await put(true)).toMatchObject({ total_users: 1, active_users_1h: 1, total_events: 2 })
    expect(await put(false)).toMatchObject({ total_users: 2, active_users_1h: 2, total_events: 2 })
    expect(await put(null)).toMatchObject({ total_users: 2, total_events: 2 })
    const verified = await (await call('POST', '/v1/metrics/verify', { auth: seeded.auth })).json()
    expect(verified).toMatchObject({ mismatches: 0 })
  })

  test('[B3] the actor’s telemetry object hears it, and no other', async () => {
    const seeded = await seedApp()
    const heard = vi.spyOn(TelemetryShard.prototype, 'labelActor')
    await call('PUT', '/v1/actors/u1/label', { auth: seeded.auth, json: { bot: true } })
    const calls = heard.mock.calls
    heard.mockRestore()
    expect(calls).toEqual([['u1', true]])
  })

  test('an actor id that can not be: 404', async () => {
    expect((await call('PUT', `/v1/actors/${'x'.repeat(257)}/label`, { auth: app.auth, json: { bot: true } })).status).toBe(404)
  })
})
