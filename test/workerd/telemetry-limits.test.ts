/** How much a telemetry object takes for its app: exact, all or nothing, and over sockets too. */
import { evictDurableObject, reset } from 'cloudflare:test'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { newId } from '../../contract/ids.ts'
import type { AppLimits } from '../../contract/limits.ts'
import type { AcceptAnswer, Allowance } from '../../contract/telemetry.ts'
import { telemetryServerFrame } from '../../contract/telemetry-socket.ts'
import { telemetryAllowance } from '../../domain/limits/telemetry-allowance.ts'
import { limits } from '../../durable-objects/telemetry-shard/limits.ts'
import { control, eventsIn, fact, passTime, plenty, recordQueue, Shard, useShardClock } from '../support/telemetry-shard.ts'

let queue: ReturnType<typeof recordQueue>
let shard: Shard

beforeAll(() => {
  queue = recordQueue()
})
beforeEach(() => {
  useShardClock()
  shard = new Shard()
})
afterEach(() => vi.useRealTimers())
afterAll(async () => {
  await reset()
  vi.restoreAllMocks()
})

const facts = (count: number) => Array.from({ length: count }, () => fact(newId()))
const accept = (items: ReturnType<typeof fact>[], allowance: Partial<Allowance>): Promise<AcceptAnswer> =>
  shard.stub.accept({
    app_id: shard.app,
    session_ttl_s: 60,
    received_at: Date.now(),
    allowance: { ...plenty, ...allowance },
    items,
  })

describe('[TS34] requests and events a second', () => {
  test('so many requests, all at once if they like, and then evenly', async () => {
    const rate = { requests_per_s: 20 }
    const answers = await Promise.all(Array.from({ length: 50 }, () => accept(facts(1), rate)))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(20)
    expect(await accept(facts(1), rate)).toEqual({
      ok: false,
      retryAfterSeconds: 0.05,
      limited: { by: 'telemetry_requests_per_s', retryAfterMs: 50, closedMs: 50 },
    })
    passTime(49)
    expect((await accept(facts(1), rate)).ok).toBe(false)
    passTime(1)
    expect([(await accept(facts(1), rate)).ok, (await accept(facts(1), rate)).ok]).toEqual([true, false])
    passTime(60_000)
    const later = await Promise.all(Array.from({ length: 50 }, () => accept(facts(1), rate)))
    expect(later.filter(({ ok }) => ok)).toHaveLength(20)
  })

  test('so many events: pings and what goes to quarantine count', async () => {
    const rate = { events_per_s: 10 }
    const bad = { kind: 'quarantine', id: 'x', code: 'validation_failed', row: '["x"]' } as const
    const mixed = [fact('a'), control('session.start', 'ann', 's'), control('session.ping', 'ann', 's'), bad]
    expect((await accept(mixed, rate)).ok).toBe(true)
    expect(await accept(facts(7), rate)).toMatchObject({ limited: { by: 'telemetry_events_per_s', retryAfterMs: 100, closedMs: 0 } })
    expect((await accept(facts(6), rate)).ok).toBe(true)
    expect(await accept(facts(1), rate)).toMatchObject({ limited: { retryAfterMs: 100, closedMs: 100 } })
  })

  test('a request larger than the limit is taken when nothing is used, and has to drain', async () => {
    const rate = { events_per_s: 10 }
    expect((await accept(facts(100), rate)).ok).toBe(true)
    expect(await accept(facts(1), rate)).toMatchObject({ limited: { retryAfterMs: 9_100 } })
    passTime(10_000)
    expect((await accept(facts(100), rate)).ok).toBe(true)
  })

  test('over a long time it is the limit, whatever is sent', async () => {
    const rate = { requests_per_s: 40, events_per_s: 100 }
    let taken = 0
    for (let i = 0; i < 200; i++) {
      passTime(50)
      const answers = await Promise.all([accept(facts(3), rate), accept(facts(10), rate), accept(facts(1), rate)])
      taken += answers.reduce((sum, answer) => sum + (answer.ok ? answer.verdicts.length : 0), 0)
    }
    expect(taken).toBeLessThanOrEqual(100 + 1_000)
    expect(taken).toBeGreaterThan(1_000)
  })
})

describe('[TS35] a refusal', () => {
  test('takes nothing: no event, no session, no id, no unit of the other limit', async () => {
    queue.drain()
    const rate = { requests_per_s: 3, events_per_s: 10 }
    await accept(facts(8), rate)
    const start = control('session.start', 'bob', 's1', { id: 'start' })
    for (let i = 0; i < 5; i++) expect((await accept([fact('a'), start, fact('b')], rate)).ok).toBe(false)
    expect(await shard.sql('SELECT count(*) AS n FROM live_sessions')).toEqual([{ n: 0 }])
    passTime(100)
    const again = await accept([fact('a'), start, fact('b')], rate)
    expect(again).toEqual({ ok: true, verdicts: [{ status: 'accepted' }, { status: 'accepted' }, { status: 'accepted' }] })
    await shard.flush()
    expect(
      eventsIn(queue.sent)
        .map((row) => row[1])
        .slice(-3),
    ).toEqual(['a', 'start', 'b'])
  })

  test('what a full outbox refuses uses up nothing', async () => {
    const rate = { requests_per_s: 1 }
    vi.spyOn(console, 'error').mockImplementation(() => {})
    await shard.accept([])
    await shard.sql(
      `INSERT INTO outbox WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
       SELECT -i, ${Date.now()}, ${limits.outboxBytes / 100}, 0, 0, 0, '', '', '' FROM n`,
    )
    await evictDurableObject(shard.stub)
    for (let i = 0; i < 3; i++) expect(await accept(facts(1), rate)).toEqual({ ok: false, retryAfterSeconds: 5 })
    await shard.stub.confirm(Array.from({ length: 100 }, (_, i) => -1 - i))
    expect((await accept(facts(1), rate)).ok).toBe(true)
  })
})

describe('[TS36] several objects', () => {
  test('share the limits of the app, and a request counts once', () => {
    const app = { limits: { telemetry_requests_per_s: 1_000 }, telemetry_shards: 4 }
    expect(telemetryAllowance(app, 0.25)).toEqual({ requests_per_s: 250, events_per_s: 12_500, share: 0.25 })
    expect(telemetryAllowance({ limits: {}, telemetry_shards: 1 }, 1)).toEqual({ requests_per_s: 2_000, events_per_s: 50_000, share: 1 })
  })

  test('a quarter of each request is a quarter of the requests here', async () => {
    const rate = { requests_per_s: 5, share: 0.25 }
    const answers = await Promise.all(Array.from({ length: 50 }, () => accept(facts(1), rate)))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(20)
  })

  test('a share below one is still taken', async () => {
    const rate = { requests_per_s: 0.25 }
    expect([(await accept(facts(1), rate)).ok, (await accept(facts(1), rate)).ok]).toEqual([true, false])
    passTime(4_000)
    expect((await accept(facts(1), rate)).ok).toBe(true)
  })
})

test('[TS32] stored answers count as requests when they are told again, new ones do not count twice', async () => {
  const allowance = { ...plenty, requests_per_s: 2 }
  expect(await shard.stub.recall('k', 'h', allowance)).toEqual({ kind: 'new' })
  await accept(facts(1), allowance)
  await shard.stub.remember('k', 'h', '{}')
  expect(await shard.stub.recall('k', 'h', allowance)).toEqual({ kind: 'answered', answer: '{}' })
  expect(await shard.stub.recall('k', 'h', allowance)).toMatchObject({ kind: 'limited', limited: { retryAfterMs: 500 } })
  expect(await shard.stub.recall('k', 'other', allowance)).toMatchObject({ kind: 'limited' })
  passTime(500)
  expect(await shard.stub.recall('k', 'h', allowance)).toEqual({ kind: 'answered', answer: '{}' })
})

describe('[TS37] sockets', () => {
  const connect = async (appLimits: AppLimits | undefined) => {
    const app = { app_id: shard.app, session_ttl_s: 60, telemetry_region: 'global', telemetry_shards: 1, limits: appLimits }
    const headers = { upgrade: 'websocket', 'x-prost-app': JSON.stringify(app), 'x-prost-opened-by': newId(), 'x-prost-bot': '0' }
    const { webSocket: socket } = await shard.stub.fetch('https://object/v1/telemetry/socket', { headers })
    if (!socket) throw new Error('no socket')
    socket.accept()
    const frames: string[] = []
    let wake = (): void => {}
    socket.addEventListener('message', (event) => {
      frames.push(String(event.data))
      wake()
    })
    const next = async () => {
      while (frames.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      return telemetryServerFrame.parse(JSON.parse(frames.shift() ?? ''))
    }
    await next()
    const closed = new Promise<void>((resolve) => socket.addEventListener('close', () => resolve()))
    const close = () => {
      socket.close(1000)
      return closed
    }
    return { next, send: (frame: unknown) => socket.send(JSON.stringify(frame)), close }
  }

  test('a frame over the limit is rate_limited with its ref and the wait, promises nothing, and is no bad frame', async () => {
    const client = await connect({ telemetry_requests_per_s: 2 })
    const frame = (ref: number) => ({ ref, id: `e${ref}`, type: 'a.b', actor_id: 'ann' })
    for (let ref = 0; ref < 10; ref++) client.send(frame(ref))
    const answers = [await client.next(), await client.next()]
    expect(answers).toMatchObject([
      { t: 'receipts', accepted: 1 },
      { t: 'receipts', accepted: 1 },
    ])
    for (let ref = 2; ref < 10; ref++)
      expect(await client.next()).toMatchObject({ t: 'error', ref, code: 'rate_limited', retry_after_ms: 500 })
    passTime(500)
    client.send(frame(9))
    expect(await client.next()).toMatchObject({ t: 'receipts', ref: 9, accepted: 1, duplicates: 0 })
    await client.close()
  })

  test('and requests are counted together', async () => {
    const client = await connect({ telemetry_events_per_s: 5 })
    await accept(facts(4), { events_per_s: 5 })
    client.send([
      { type: 'a.b', actor_id: 'ann' },
      { type: 'a.b', actor_id: 'ann' },
    ])
    expect(await client.next()).toMatchObject({ code: 'rate_limited', retry_after_ms: 200 })
    await client.close()
  })

  test('that were opened before there were limits have those of everyone', async () => {
    const client = await connect(undefined)
    client.send({ type: 'a.b', actor_id: 'ann' })
    expect(await client.next()).toMatchObject({ t: 'receipts', accepted: 1 })
    await client.close()
  })
})
