/** Limits at the write door: the 429 and its headers, what it costs, and that it is the app's alone. */
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { AcceptRequest, Refusal } from '../../contract/telemetry.ts'
import { accepted, codeOf, ingestDoor, post } from '../support/ingest-door.ts'
import type { Door } from '../support/ingest-door.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'

const event = { type: 'interaction.click', actor_id: 'ann' }
const send = (door: Door, app: SeededApp, body: unknown = event, headers: Record<string, string> = {}) =>
  post(door, { ...app.auth, ...headers }, body)

// The clock of the door and the objects stands, so that what is left does not depend on how fast a test runs.
const stopClock = (): void => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
const passTime = (ms: number): void => void vi.setSystemTime(Date.now() + ms)
afterEach(() => vi.useRealTimers())

/** Objects that count what reaches them, and refuse as told. */
const counting = (refusal: (request: AcceptRequest, name: string) => Refusal | null) => {
  const calls: string[] = []
  const objects = {
    getByName: (name: string) => ({
      accept: (request: AcceptRequest) => {
        calls.push(name)
        return Promise.resolve(refusal(request, name) ?? { ok: true, verdicts: request.items.map(() => ({ status: 'accepted' })) })
      },
    }),
  }
  return { calls, door: ingestDoor({ TELEMETRY_SHARD: objects as unknown as typeof env.TELEMETRY_SHARD }) }
}
const over = (retryAfterMs: number, closedMs = retryAfterMs): Refusal => ({
  ok: false,
  retryAfterSeconds: retryAfterMs / 1_000,
  limited: { by: 'telemetry_requests_per_s', retryAfterMs, closedMs },
})

describe('[§1] telemetry of an app has limits', () => {
  it('over the requests is 429 rate_limited with Retry-After, RateLimit and RateLimit-Policy', async () => {
    const app = await seedApp({ limits: { telemetry_requests_per_s: 3 } })
    const door = ingestDoor()
    stopClock()
    const answers = [await send(door, app), await send(door, app), await send(door, app), await send(door, app)]
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 429])
    const refused = answers[3] as Response
    expect(refused.headers.get('Retry-After')).toBe('1')
    expect(refused.headers.get('RateLimit')).toBe('"telemetry_requests_per_s";r=0;t=1')
    expect(refused.headers.get('RateLimit-Policy')).toBe('"telemetry_requests_per_s";q=3;w=1')
    expect(refused.headers.get('X-Request-Id')).not.toBeNull()
    expect(await codeOf(refused)).toBe('rate_limited')
    passTime(1_000)
    expect((await send(door, app)).status).toBe(202)
  })

  it('over the events too; all or nothing, and a retry with the same ids is not a duplicate', async () => {
    const app = await seedApp({ limits: { telemetry_events_per_s: 10 } })
    const door = ingestDoor()
    stopClock()
    const batch = (from: number, count: number) => Array.from({ length: count }, (_, i) => ({ ...event, id: `e${from + i}` }))
    await accepted(await send(door, app, batch(0, 6)))
    const refused = await send(door, app, batch(6, 5))
    expect(refused.status).toBe(429)
    expect(refused.headers.get('RateLimit-Policy')).toBe('"telemetry_events_per_s";q=10;w=1;qu="events"')
    expect(await accepted(await send(door, app, batch(6, 4)))).toMatchObject({ accepted: 4, duplicates: 0 })
    passTime(1_000)
    expect(await accepted(await send(door, app, batch(10, 1)))).toMatchObject({ accepted: 1, duplicates: 0 })
  })

  it('a request larger than the limit passes when nothing is used', async () => {
    const app = await seedApp({ limits: { telemetry_events_per_s: 10 } })
    const batch = Array.from({ length: 100 }, () => event)
    expect(await accepted(await send(ingestDoor(), app, batch))).toMatchObject({ accepted: 100 })
  })

  it('of another app are others', async () => {
    const [full, free] = [
      await seedApp({ limits: { telemetry_requests_per_s: 1 } }),
      await seedApp({ limits: { telemetry_requests_per_s: 1 } }),
    ]
    const door = ingestDoor()
    stopClock()
    await send(door, full)
    expect((await send(door, full)).status).toBe(429)
    expect((await send(door, free)).status).toBe(202)
  })

  it('hold over several isolates, because the object counts', async () => {
    const app = await seedApp({ limits: { telemetry_requests_per_s: 10 } })
    const doors = Array.from({ length: 5 }, () => ingestDoor())
    await Promise.all(doors.map((door) => door('/v1/events', { method: 'POST', headers: app.auth, body: '' })))
    stopClock()
    const statuses: number[] = []
    for (let i = 0; i < 4; i++) for (const door of doors) statuses.push((await send(door, app)).status)
    expect(statuses.filter((status) => status === 202)).toHaveLength(10)
    expect(statuses.filter((status) => status === 429)).toHaveLength(10)
  })

  it('repeats under one Idempotency-Key count as requests', async () => {
    const app = await seedApp({ limits: { telemetry_requests_per_s: 3 } })
    const door = ingestDoor()
    stopClock()
    const statuses: number[] = []
    for (let i = 0; i < 5; i++) statuses.push((await send(door, app, event, { 'Idempotency-Key': 'k' })).status)
    expect(statuses).toEqual([202, 202, 202, 429, 429])
  })
})

describe('a flood is cheap', () => {
  it('a refusal is remembered for its time: the object is not asked, the body is not read', async () => {
    const app = await seedApp()
    const { calls, door } = counting(() => over(300))
    stopClock()
    expect((await send(door, app)).status).toBe(429)
    const body = new ReadableStream({ pull: () => Promise.reject(new Error('it was read')) }, { highWaterMark: 0 })
    for (const unread of [body, '{"broken', 'x'.repeat(2_000_000)]) {
      const answer = await send(door, app, unread)
      expect([answer.status, answer.headers.get('Retry-After')]).toEqual([429, '1'])
    }
    expect(calls).toHaveLength(1)
    passTime(299)
    expect((await send(door, app)).status).toBe(429)
    expect(calls).toHaveLength(1)
    passTime(1)
    await send(door, app)
    expect(calls).toHaveLength(2)
  })

  it('at least 100 ms, so that an object is asked ten times a second by an isolate at most', async () => {
    const app = await seedApp()
    const { calls, door } = counting(() => over(1))
    stopClock()
    for (let i = 0; i < 100; i++) {
      await send(door, app)
      passTime(10)
    }
    expect(calls).toHaveLength(10)
  })

  it('a request that was too large for what is left closes nothing', async () => {
    const app = await seedApp()
    const { calls, door } = counting(({ items }) => (items.length > 1 ? over(300, 0) : null))
    expect((await send(door, app, [event, event])).status).toBe(429)
    expect((await send(door, app)).status).toBe(202)
    expect(calls).toHaveLength(2)
  })

  it('of an app with several objects only the one that refused is closed', async () => {
    const app = await seedApp({ telemetry_shards: 4 })
    const { calls, door } = counting((_, name) => (name.endsWith('/2') ? over(300) : null))
    stopClock()
    const actors = Array.from({ length: 40 }, (_, i) => ({ ...event, actor_id: `actor-${i}` }))
    for (const actor of actors) await send(door, app, actor)
    expect(calls.filter((name) => name.endsWith('/2'))).toHaveLength(1)
    expect(calls.length).toBeGreaterThan(20)
    const before = calls.length
    expect((await send(door, app, actors)).status).toBe(429)
    expect(calls).toHaveLength(before)
  })

  it('the memory of one app is not another’s', async () => {
    const [one, two] = [await seedApp(), await seedApp()]
    const { door } = counting((_, name) => (name.includes(one.app.app_id) ? over(300) : null))
    expect([(await send(door, one)).status, (await send(door, two)).status, (await send(door, one)).status]).toEqual([429, 202, 429])
  })
})

it('[§1] a browser may read the limits', async () => {
  const home = 'https://app.example'
  const app = await seedApp({ origins: [home], limits: { telemetry_requests_per_s: 1 } })
  const door = ingestDoor()
  stopClock()
  const headers = { 'X-Prost-App-Key': app.key, Origin: home }
  await post(door, headers, event)
  const refused = await post(door, headers, event)
  expect([refused.status, refused.headers.get('Access-Control-Allow-Origin')]).toEqual([429, home])
  for (const name of ['RateLimit', 'RateLimit-Policy', 'Retry-After'])
    expect(refused.headers.get('Access-Control-Expose-Headers')?.split(', ')).toContain(name)
})
