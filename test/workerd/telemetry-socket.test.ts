/** The telemetry socket in the real runtime: frames, receipts, bindings over hibernation, closing. Real time: pongs carry it. */
import { evictDurableObject, reset, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { newId } from '../../contract/ids.ts'
import type { TelemetryServerFrame } from '../../contract/telemetry-socket.ts'
import { telemetryServerFrame } from '../../contract/telemetry-socket.ts'
import { telemetryShardName, telemetryShardOf } from '../../durable-objects/names.ts'
import { TelemetryShard } from '../../durable-objects/telemetry-shard/telemetry-shard.ts'
import { control, recordQueue, Shard } from '../support/telemetry-shard.ts'

let shard: Shard
const open: Client[] = []

// One queue for the whole file, put back only when no alarm waits any more.
beforeAll(() => void recordQueue())
beforeEach(() => {
  shard = new Shard()
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()))
})
afterAll(async () => {
  await reset()
  vi.restoreAllMocks()
})

/** A client's end: frames in order, each waited for. */
class Client {
  readonly #socket: WebSocket
  readonly #frames: string[] = []
  #wake: (() => void) | null = null
  #closed: CloseEvent | null = null

  constructor(socket: WebSocket) {
    this.#socket = socket
    socket.accept()
    socket.addEventListener('message', (event) => {
      this.#frames.push(String(event.data))
      this.#wake?.()
    })
    socket.addEventListener('close', (event) => {
      this.#closed = event
      this.#wake?.()
    })
    open.push(this)
  }

  send(frame: unknown): void {
    this.#socket.send(typeof frame === 'string' || frame instanceof Uint8Array ? frame : JSON.stringify(frame))
  }

  async text(): Promise<string> {
    while (this.#frames.length === 0) await this.#change()
    return this.#frames.shift() ?? ''
  }

  async frame(): Promise<TelemetryServerFrame> {
    return telemetryServerFrame.parse(JSON.parse(await this.text()))
  }

  async closed(): Promise<number> {
    while (this.#closed === null) await this.#change()
    return this.#closed.code
  }

  close(code = 1000): Promise<number> {
    if (this.#closed === null && this.#socket.readyState === WebSocket.OPEN) this.#socket.close(code, 'bye')
    return this.closed()
  }

  #change(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve))
  }
}

const keyId = newId()

const upgrade = (headers: Record<string, string> = {}, shards = 1): Promise<Response> => {
  const app = { app_id: shard.app, session_ttl_s: 60, telemetry_region: 'global', telemetry_shards: shards }
  return shard.stub.fetch('https://object/v1/telemetry/socket', {
    headers: { upgrade: 'websocket', 'x-prost-app': JSON.stringify(app), 'x-prost-opened-by': keyId, 'x-prost-bot': '0', ...headers },
  })
}

const connect = async (headers?: Record<string, string>, shards?: number): Promise<Client> => {
  const response = await upgrade(headers, shards)
  if (!response.webSocket) throw new Error(`no socket: ${response.status}`)
  const client = new Client(response.webSocket)
  expect(await client.frame()).toEqual({ t: 'welcome', heartbeat_s: 30, session_ttl_s: 60 })
  return client
}

const start = (sessionId: string, id = newId(), actorId = 'ann') => ({
  id,
  type: 'session.start',
  actor_id: actorId,
  session_id: sessionId,
})
describe('frames', () => {
  test('[TS23] upgrade with the subprotocol; without the door’s word or without an upgrade there is none', async () => {
    const response = await upgrade()
    expect(response.status).toBe(101)
    expect(response.headers.get('sec-websocket-protocol')).toBe('prost.v1')
    if (response.webSocket) await new Client(response.webSocket).frame()
    expect((await upgrade({ 'x-prost-app': 'nonsense' })).status).toBe(400)
    expect((await upgrade({ 'x-prost-opened-by': 'nobody' })).status).toBe(400)
    expect((await shard.stub.fetch('https://object/')).status).toBe(426)
  })

  test('[TS24] one event, an array, an envelope: receipts as in the 202, with the ref', async () => {
    const client = await connect()
    client.send({ id: 'a', type: 'a.b', actor_id: 'ann' })
    expect(await client.frame()).toEqual({
      t: 'receipts',
      accepted: 1,
      duplicates: 0,
      quarantined: 0,
      events: [{ index: 0, id: 'a', status: 'accepted' }],
    })
    client.send([
      { id: 'a', type: 'a.b', actor_id: 'ann' },
      { id: 'bad', type: 'NO', actor_id: 'ann' },
    ])
    expect(await client.frame()).toMatchObject({
      duplicates: 1,
      quarantined: 1,
      events: [
        { id: 'a', status: 'duplicate' },
        { id: 'bad', status: 'quarantined', code: 'validation_failed' },
      ],
    })
    client.send({ t: 'events', ref: 'r1', sent_at: new Date().toISOString(), events: [{ type: 'a.b', actor_id: 'ann' }] })
    expect(await client.frame()).toMatchObject({ t: 'receipts', ref: 'r1', accepted: 1 })
    client.send({ t: 'event', ref: 7, type: 'a.b', actor_id: 'ann' })
    expect(await client.frame()).toMatchObject({ t: 'receipts', ref: 7, accepted: 1 })
    expect(await shard.sql('SELECT sum(events) AS n FROM outbox')).toEqual([{ n: 3 }])
  })

  test('[TS24] frames act in the order they were sent', async () => {
    const client = await connect()
    for (let i = 0; i < 40; i++) client.send({ ref: i, id: `e${i}`, type: 'a.b', actor_id: 'ann' })
    for (let i = 0; i < 40; i++) expect(await client.frame()).toMatchObject({ ref: i, events: [{ id: `e${i}` }] })
  })

  test('[TS24] what can not be kept is answered with a time to come again', async () => {
    const errors = vi.spyOn(console, 'error').mockImplementation(() => {})
    const client = await connect()
    await shard.sql(`CREATE TRIGGER boom BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'boom'); END`)
    client.send({ ref: 'x', id: 'a', type: 'a.b', actor_id: 'ann' })
    expect(await client.frame()).toMatchObject({ t: 'error', ref: 'x', code: 'temporarily_unavailable', retry_after_s: 5 })
    expect(errors).toHaveBeenCalledOnce()
    errors.mockRestore()
    await shard.sql('DROP TRIGGER boom')
    client.send({ ref: 'x', id: 'a', type: 'a.b', actor_id: 'ann' })
    expect(await client.frame()).toMatchObject({ t: 'receipts', accepted: 1 })
  })

  test('[TS24] the bot label of the client holds for its events', async () => {
    const client = await connect({ 'x-prost-bot': '1' })
    client.send([
      start('s1'),
      { id: 'human', type: 'a.b', actor_id: 'ann', context: { user_agent: 'Mozilla/5.0 (X11; Linux) Firefox/140.0' } },
    ])
    await client.frame()
    const rows = await shard.sql<{ event_rows: string }>('SELECT event_rows FROM outbox')
    expect(JSON.parse(`[${rows[0]?.event_rows}]`).map((row: unknown[]) => row[0])).toEqual([1, 0])
    expect(await shard.sql('SELECT bot FROM live_sessions')).toEqual([{ bot: 1 }])
  })

  test.each([
    ['{"type":', 'invalid_json'],
    ['42', 'validation_failed'],
    [{ events: 'no' }, 'validation_failed'],
    [{ t: 'chat.send', type: 'a.b', actor_id: 'ann' }, 'validation_failed'],
    [{ ref: {}, type: 'a.b', actor_id: 'ann' }, 'validation_failed'],
    [{ app_id: newId(), type: 'a.b', actor_id: 'ann' }, 'app_id_forbidden'],
    [{ ref: 1, tenant_id: 'x', events: [] }, 'app_id_forbidden'],
    [[{ type: 'a.b', actor_id: 'ann', context: { app_id: 'x' } }], 'app_id_forbidden'],
    [new Uint8Array([1, 2, 3]), 'validation_failed'],
  ])('[TS25] a bad frame is an error: %j', async (frame, code) => {
    const client = await connect()
    client.send(frame)
    expect(await client.frame()).toMatchObject({ t: 'error', code })
    client.send({ id: 'a', type: 'a.b', actor_id: 'ann' })
    expect(await client.frame()).toMatchObject({ t: 'receipts', accepted: 1 })
  })

  test('[TS25] the fifth bad frame closes with 1008, also when the object was evicted between', async () => {
    const client = await connect()
    for (let i = 0; i < 5; i++) {
      if (i === 3) await evictDurableObject(shard.stub)
      client.send('nonsense')
      expect(await client.frame()).toMatchObject({ t: 'error', code: 'invalid_json' })
    }
    expect(await client.closed()).toBe(1008)
  })

  test('[TS25] a frame over 64 KiB closes with 1009, one just below is taken', async () => {
    const client = await connect()
    const filler = 'x'.repeat(31_000)
    client.send([1, 2].map((n) => ({ id: `e${n}`, type: 'a.b', actor_id: 'ann', data: { filler } })))
    expect(await client.frame()).toMatchObject({ accepted: 2 })
    client.send([1, 2, 3].map((n) => ({ id: `f${n}`, type: 'a.b', actor_id: 'ann', data: { filler } })))
    expect(await client.closed()).toBe(1009)
    expect(await shard.sql('SELECT sum(events) AS n FROM outbox')).toEqual([{ n: 2 }])
  })
})

describe('sessions on a socket', () => {
  /** As if this much time had passed since the last sign of life that SQLite knows. */
  const age = async (seconds: number): Promise<void> => {
    await shard.sql('UPDATE live_sessions SET last_seen_at = last_seen_at - ?1, started_at = started_at - ?1', seconds * 1_000)
    await evictDurableObject(shard.stub)
  }

  test('[TS26] the raw ping keeps a session live and does not wake the object', async () => {
    const client = await connect()
    client.send(start('s1'))
    await client.frame()
    await runInDurableObject(shard.stub, (_instance, state) => state.storage.deleteAlarm())
    await evictDurableObject(shard.stub)
    const woken = vi.spyOn(TelemetryShard.prototype, 'webSocketMessage')
    client.send('ping')
    expect(await client.text()).toBe('pong')
    expect(woken).not.toHaveBeenCalled()
    woken.mockRestore()
    await expect(evictDurableObject(shard.stub), 'there is nothing to evict: it still sleeps').rejects.toThrow('not currently running')

    const before = Date.now()
    await age(61)
    await shard.stub.wake()
    await shard.alarm()
    expect(await shard.sql('SELECT session_id FROM live_sessions')).toEqual([{ session_id: 's1' }])
    const [row] = await shard.sql<{ at: number }>('SELECT signs ->> 0 ->> 2 AS at FROM signs_of_life')
    expect(row?.at).toBeGreaterThan(before - 10_000)
  })

  test('[TS26] without a ping it times out, socket or not', async () => {
    const client = await connect()
    client.send(start('s1'))
    await client.frame()
    await age(61)
    await shard.stub.wake()
    await shard.alarm()
    expect(await shard.sql('SELECT end_reason FROM ended_sessions')).toEqual([{ end_reason: 'timeout' }])
  })

  test('[TS26] a start sent again on a new socket is a duplicate, and binds', async () => {
    const event = start('s1')
    const first = await connect()
    first.send(event)
    await first.frame()
    const second = await connect()
    second.send(event)
    expect(await second.frame()).toMatchObject({ duplicates: 1 })
    second.send('ping')
    expect(await second.text()).toBe('pong')
    await age(61)
    await shard.stub.wake()
    await shard.alarm()
    expect(await shard.sql('SELECT session_id FROM live_sessions')).toEqual([{ session_id: 's1' }])
  })

  test('[TS26] a session that was started over HTTP is bound by the same start on a socket: one session, kept by its pings', async () => {
    const event = start('s1')
    await shard.accept([control('session.start', 'ann', 's1', { id: event.id })])
    const client = await connect()
    client.send(event)
    expect(await client.frame()).toMatchObject({ duplicates: 1 })
    client.send('ping')
    await client.text()
    await age(61)
    expect(await shard.accept([control('session.ping', 'ann', 's1')])).toMatchObject({ verdicts: [{ status: 'accepted' }] })
    expect(await shard.sql('SELECT session_id FROM live_sessions')).toEqual([{ session_id: 's1' }])
    expect(await shard.sql('SELECT * FROM ended_sessions')).toEqual([])
  })

  test('[TS26] the last 8 sessions are bound, under any of their names', async () => {
    const client = await connect()
    for (let i = 0; i < 9; i++) {
      client.send({ ...start(`s${i}`), ...(i > 0 ? {} : { device_id: 'phone' }) })
      await client.frame()
    }
    client.send({ ...start('tab2'), device_id: 'phone' })
    await client.frame()
    client.send('ping')
    await client.text()
    await age(61)
    await shard.stub.wake()
    await shard.alarm()
    const live = await shard.sql<{ session_id: string }>('SELECT session_id FROM live_sessions')
    expect(live.map((row) => row.session_id)).toEqual(['s0', 's2', 's3', 's4', 's5', 's6', 's7', 's8'])
  })

  test('[TS28] a close is closed back and persists the last sign of life; the session lives on', async () => {
    const client = await connect()
    client.send(start('s1'))
    await client.frame()
    client.send('ping')
    await client.text()
    const before = Date.now()
    await age(30)
    expect(await client.close(3_001)).toBe(3_001)
    await vi.waitFor(async () => {
      const [row] = await shard.sql<{ last_seen_at: number }>('SELECT last_seen_at FROM live_sessions')
      expect(row?.last_seen_at).toBeGreaterThan(before - 10_000)
    })
  })

  test('[TS27] events of another shard’s actors go there, receipts stay in order', async () => {
    const app = { app_id: shard.app, telemetry_region: 'global', telemetry_shards: 2 }
    const actorOf = (n: number) => ['ann', 'bob', 'cleo', 'dan', 'eve'].find((actor) => telemetryShardOf(app, actor) === n) ?? ''
    const client = await connect({}, 2)
    client.send([0, 1, 0, 1].map((n, i) => ({ id: `e${i}`, type: 'a.b', actor_id: actorOf(n) })))
    expect(await client.frame()).toMatchObject({ accepted: 4, events: [{ id: 'e0' }, { id: 'e1' }, { id: 'e2' }, { id: 'e3' }] })
    expect(await shard.sql('SELECT sum(events) AS n FROM outbox')).toEqual([{ n: 2 }])
    const other = env.TELEMETRY_SHARD.getByName(telemetryShardName(app, 1))
    expect(await other.pendingSince()).not.toBeNull()
  })

  test('[TS29] the sockets of a revoked key are closed, others are not', async () => {
    const revoked = await connect()
    const kept = await connect({ 'x-prost-opened-by': newId() })
    await shard.stub.closeSockets(keyId)
    expect(await revoked.closed()).toBe(1008)
    kept.send('ping')
    expect(await kept.text()).toBe('pong')
  })

  test('[TS29] those of an archived app are closed whoever opened them', async () => {
    const clients = [await connect(), await connect({ 'x-prost-opened-by': newId() })]
    await shard.stub.closeSockets(newId())
    await shard.stub.closeSockets(shard.app)
    expect(await Promise.all(clients.map((client) => client.closed()))).toEqual([1008, 1008])
    const { webSocket } = await upgrade({ 'x-prost-opened-by': newId() })
    if (!webSocket) throw new Error('no socket')
    expect(await new Client(webSocket).closed()).toBe(1008)
  })

  test('[TS29] nor does a door that does not know yet open another with it', async () => {
    await shard.stub.closeSockets(keyId)
    const { webSocket } = await upgrade()
    if (!webSocket) throw new Error('no socket')
    expect(await new Client(webSocket).closed()).toBe(1008)
    vi.setSystemTime(Date.now() + 10_000)
    await connect()
    vi.useRealTimers()
  })
})
