/** Metrics as a stream, through the public door: what it says, who may listen and for how long, what it leaves behind. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { D1EventReader } from '../../storage/events/d1-event-reader.ts'
import { gatewayIsolate } from '../support/gateway-isolate.ts'
import { makeOperator, signIn } from '../support/people.ts'
import { seedApp, seedKey } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call, storeEvents } from './gateway-harness.ts'
import { liveOf, realTime, virtualTime } from './live-harness.ts'
import type { Live } from './live-harness.ts'

const path = '/v1/metrics/live'
let a: SeededApp

beforeAll(async () => {
  a = await seedApp()
  await storeEvents(a.app, [{}])
})

describe('what it says', () => {
  beforeEach(virtualTime)
  afterEach(realTime)

  test('the snapshot at once, as of its id, and nothing keeps or changes it on the way', async () => {
    const answer = await call('GET', path, { auth: a.auth })
    expect(answer.headers.get('Cache-Control')).toBe('no-store, no-transform')
    expect(answer.headers.get('X-Request-Id')).toBeTruthy()
    expect(answer.headers.get('RateLimit')).toContain('"key"')
    const live = await liveOf(answer)
    const first = await live.next()
    expect(first?.metrics).toMatchObject({ total_events: 1, as_of: first?.id })
    const asked = await (await call('GET', '/v1/metrics', { auth: a.auth })).json<object>()
    expect({ ...first?.metrics, as_of: '' }).toEqual({ ...asked, as_of: '' })
    await live.close()
  })

  test('[M1] what is stored shows within a second; between, that nothing is new', async () => {
    const b = await seedApp()
    const live = await liveOf(gatewayIsolate()('GET', path, b.auth))
    expect((await live.next())?.metrics?.total_events).toBe(0)
    const silent = await live.next()
    expect(silent?.metrics).toBeNull()
    await storeEvents(b.app, [{ id: '1' }, { id: '2' }])
    const before = Date.now()
    const moved = await live.next()
    expect(moved?.metrics?.total_events).toBe(2)
    expect(Date.now() - before).toBeLessThanOrEqual(1_000)
    expect(Date.parse(moved?.id ?? '')).toBeGreaterThan(Date.parse(silent?.id ?? ''))
    await live.close()
  })

  test('operators listen to the app of the path', async () => {
    const { auth } = await signIn(await makeOperator({ [a.app.app_id]: 'analyst' }))
    const live = await liveOf(call('GET', `/v1/apps/${a.app.app_id}/metrics/live`, { auth }))
    expect((await live.next())?.metrics?.total_events).toBe(1)
    await live.close()
    const { auth: agent } = await signIn(await makeOperator({ [a.app.app_id]: 'agent' }))
    expect((await call('GET', `/v1/apps/${a.app.app_id}/metrics/live`, { auth: agent })).status).toBe(403)
  })

  test('it ends after 5 minutes', async () => {
    const before = Date.now()
    const live = await liveOf(gatewayIsolate()('GET', path, a.auth))
    while ((await live.next()) !== null) expect(Date.now() - before).toBeLessThan(300_000)
    expect(Date.now() - before).toBe(300_000)
  })

  test('HEAD has no body', async () => {
    const answer = await call('HEAD', path, { auth: a.auth })
    expect([answer.status, answer.body]).toEqual([200, null])
  })
})

describe('[F9] [§1] it ends within 5 s when the authority does, in an isolate that is not told', () => {
  let app: SeededApp
  let owner: Record<string, string>

  beforeEach(async () => {
    virtualTime()
    app = await seedApp()
    owner = (await signIn(await makeOperator({ [app.app.app_id]: 'owner' }))).auth
  })
  afterEach(realTime)

  const under = (rest: string) => `/v1/apps/${app.app.app_id}${rest}`

  /** Lets some time pass, so that everything is held by the isolate; then withdraws. Answers after how many ms the stream was over. */
  const lastsAfter = async (live: Live, withdraw: () => Promise<Response>): Promise<number> => {
    expect((await live.next())?.metrics).not.toBeNull()
    expect((await live.next())?.metrics).toBeNull()
    expect((await withdraw()).status).toBe(200)
    const at = Date.now()
    expect(await live.next()).toBeNull()
    return Date.now() - at
  }
  const withKey = (auth: Record<string, string>) => liveOf(gatewayIsolate()('GET', path, auth))
  const asOperator = (auth: Record<string, string>) => liveOf(gatewayIsolate()('GET', under('/metrics/live'), auth))

  test('a key that is revoked', async () => {
    const key = await seedKey(app.app, ['telemetry'])
    const lasted = await lastsAfter(await withKey(key.auth), () => call('DELETE', under(`/keys/${key.keyId}`), { auth: owner }))
    expect(lasted).toBeLessThanOrEqual(5_000)
  })

  test('a secret that is rotated without overlap', async () => {
    const key = await seedKey(app.app, ['telemetry'])
    const rotate = () => call('POST', under(`/keys/${key.keyId}/rotate`), { auth: owner, json: { overlap_s: 0 } })
    expect(await lastsAfter(await withKey(key.auth), rotate)).toBeLessThanOrEqual(5_000)
  })

  test('an app that is archived', async () => {
    const live = await withKey(app.auth)
    expect(await lastsAfter(live, () => call('DELETE', under(''), { auth: owner }))).toBeLessThanOrEqual(5_000)
  })

  test('a role that is taken', async () => {
    const analyst = await makeOperator({ [app.app.app_id]: 'analyst' })
    const live = await asOperator((await signIn(analyst)).auth)
    expect(await lastsAfter(live, () => call('DELETE', under(`/members/${analyst.id}`), { auth: owner }))).toBeLessThanOrEqual(5_000)
  })

  test('a role that becomes less', async () => {
    const analyst = await makeOperator({ [app.app.app_id]: 'analyst' })
    const live = await asOperator((await signIn(analyst)).auth)
    const lessen = () => call('PATCH', under(`/members/${analyst.id}`), { auth: owner, json: { role: 'agent' } })
    expect(await lastsAfter(live, lessen)).toBeLessThanOrEqual(5_000)
  })

  test('a sign-in that ends', async () => {
    const analyst = await signIn(await makeOperator({ [app.app.app_id]: 'analyst' }))
    const live = await asOperator(analyst.auth)
    expect(await lastsAfter(live, () => call('POST', '/v1/auth/logout', { auth: analyst.auth }))).toBeLessThanOrEqual(5_000)
  })

  test('an access token that has run out', async () => {
    const { auth } = await signIn(await makeOperator({ [app.app.app_id]: 'analyst' }))
    vi.setSystemTime(Date.now() + 500_000)
    const before = Date.now()
    const live = await asOperator(auth)
    while ((await live.next()) !== null) expect(Date.now() - before).toBeLessThanOrEqual(105_000)
  })
})

describe('what it costs and leaves behind', () => {
  let reads: ReturnType<typeof vi.spyOn>

  beforeEach(() => void (reads = vi.spyOn(D1EventReader.prototype, 'snapshot')))
  afterEach(realTime)

  const open = (auth: Record<string, string>) => call('GET', path, { auth })

  test('[F8] streams of one app share a snapshot; one of another app reads its own', async () => {
    virtualTime()
    const [b, other] = [await seedApp(), await seedApp()]
    await storeEvents(b.app, [{}])
    const isolate = gatewayIsolate()
    const lives: Live[] = []
    for (const { auth } of [b, b, b, other]) lives.push(await liveOf(isolate('GET', path, auth)))
    const totals = []
    for (const live of lives) totals.push((await live.next())?.metrics?.total_events)
    expect(totals).toEqual([1, 1, 1, 0])
    expect(reads).toHaveBeenCalledTimes(2)
    for (const live of lives) await live.close()
  })

  test('a reader that goes: nothing is read for it any more, and what waits waits no longer', async () => {
    const waits: AbortSignal[] = []
    vi.spyOn(scheduler, 'wait').mockImplementation(
      (_ms, options) =>
        new Promise((_resolve, reject) => {
          const { signal } = options ?? {}
          if (signal === undefined) return
          waits.push(signal)
          signal.addEventListener('abort', () => reject(signal.reason))
        }),
    )
    const b = await seedApp()
    const live = await liveOf(open(b.auth))
    await live.next()
    await vi.waitFor(() => expect(waits).toHaveLength(1))
    await live.close()
    await vi.waitFor(() => expect(waits.map(({ aborted }) => aborted)).toEqual([true]))
    expect(reads).toHaveBeenCalledTimes(1)
  })

  test('[F2] twenty at once for a key; the next is 429, until one has gone; others have their own', async () => {
    const b = await seedApp()
    const lives = await Promise.all(Array.from({ length: 20 }, () => liveOf(open(b.auth))))
    const refused = await open(b.auth)
    expect([refused.status, refused.headers.get('Retry-After')]).toEqual([429, '5'])
    expect(await refused.json()).toMatchObject({ code: 'rate_limited' })
    const another = await seedKey(b.app, ['telemetry'])
    lives.push(await liveOf(open(another.auth)))
    await lives[0]?.close()
    lives[0] = await liveOf(open(b.auth))
    expect((await open(b.auth)).status).toBe(429)
    for (const live of lives) await live.close()
  })

  test('a store that is down: an error answer and no stream, and no place is kept', async () => {
    const b = await seedApp()
    vi.spyOn(console, 'error').mockReturnValue()
    reads.mockRejectedValue(new Error('out of reach'))
    for (let i = 0; i < 25; i++) expect((await open(b.auth)).status).toBe(500)
  })

  test('a store that goes down later: the stream ends, and the log says why', async () => {
    virtualTime()
    const logged = vi.spyOn(console, 'error').mockReturnValue()
    const b = await seedApp()
    const live = await liveOf(gatewayIsolate()('GET', path, b.auth))
    await live.next()
    vi.spyOn(D1EventReader.prototype, 'snapshot').mockRejectedValue(new Error('out of reach'))
    expect(await live.next()).toBeNull()
    expect(logged.mock.calls.map(([line]) => JSON.parse(String(line)) as unknown)).toMatchObject([{ event: 'stream_broken' }])
  })
})

afterAll(realTime)
