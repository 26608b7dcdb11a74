/**
 * What it costs to keep sessions live by raw pings: every row that the object writes in an hour of fake time is counted.
 * The platform's timestamps of answered pings are made from that time too.
 */
import { abortAllDurableObjects, evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { newId } from '../../contract/ids.ts'
import { limits } from '../../durable-objects/telemetry-shard/limits.ts'
import type { FactMessage, SessionRow } from '../../contract/facts.ts'
import { control, fact, liveIn, passTime, recordQueue, seqsIn, sessionsIn, Shard, useShardClock } from '../support/telemetry-shard.ts'

let queue: ReturnType<typeof recordQueue>
let shard: Shard
const open: WebSocket[] = []

beforeEach(() => {
  useShardClock()
  queue = recordQueue()
  shard = new Shard()
})
afterEach(() => {
  for (const socket of open.splice(0)) socket.close()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const heartbeatMs = 30_000
/** Actors whose sockets ping no more, and when the last ping was. */
const silent = new Map<string, number>()
/** Each actor `a<n>` pings every 30 s, at its own moment. */
const lastPing = (actor: string): number => {
  const phase = (Number(actor.slice(1)) * 7_919) % heartbeatMs
  return silent.get(actor) ?? Math.floor((Date.now() - phase) / heartbeatMs) * heartbeatMs + phase
}

const actorOf = (socket: WebSocket): string | undefined => {
  const attachment: { bound?: [string, string][] } | null = socket.deserializeAttachment()
  return attachment?.bound?.[0]?.[0]
}

const usePings = async (): Promise<void> => {
  silent.clear()
  await runInDurableObject(shard.stub, (_instance, state) => {
    const platform = Object.getPrototypeOf(state) as DurableObjectState
    vi.spyOn(platform, 'getWebSocketAutoResponseTimestamp').mockImplementation((socket) => {
      const actor = actorOf(socket)
      return actor === undefined ? null : new Date(lastPing(actor))
    })
  })
}

/** A socket with one session `s` of its actor; resolves when the start was answered. */
const bind = async (actor: string): Promise<void> => {
  const app = { app_id: shard.app, session_ttl_s: 60, telemetry_region: 'global', telemetry_shards: 1 }
  const { webSocket } = await shard.stub.fetch('https://object/v1/telemetry/socket', {
    headers: { upgrade: 'websocket', 'x-prost-app': JSON.stringify(app), 'x-prost-opened-by': newId(), 'x-prost-bot': '0' },
  })
  if (!webSocket) throw new Error('no socket')
  webSocket.accept()
  open.push(webSocket)
  const receipts = new Promise<void>((resolve) => {
    webSocket.addEventListener('message', (event) => {
      if (String(event.data).includes('receipts')) resolve()
    })
  })
  webSocket.send(JSON.stringify({ id: newId(), type: 'session.start', actor_id: actor, session_id: 's' }))
  await receipts
}

/** Counts what the object writes from now on: rows of SQL, deleted ones too, and alarms set, each of them a row. */
const countWrites = async () => {
  const { exec, setAlarm } = await runInDurableObject(shard.stub, (_instance, { storage }) => ({
    exec: vi.spyOn(Object.getPrototypeOf(storage.sql) as SqlStorage, 'exec'),
    setAlarm: vi.spyOn(Object.getPrototypeOf(storage) as DurableObjectStorage, 'setAlarm'),
  }))
  return () => ({
    rows: exec.mock.results.reduce((sum, { type, value }) => sum + (type === 'return' ? value.rowsWritten : 0), 0),
    alarms: setAlarm.mock.calls.length,
  })
}

/** Lets time pass from alarm to alarm; what is sent is confirmed at once, as the rollup does. Answers what was sent and how often it woke. */
const live = async (ms: number): Promise<{ sent: FactMessage[]; wakes: number; confirms: number }> => {
  const until = Date.now() + ms
  const sent: FactMessage[] = []
  let [wakes, confirms] = [0, 0]
  for (let at = await shard.alarmAt(); at !== null && at <= until; at = await shard.alarmAt()) {
    if (at > Date.now()) passTime(at - Date.now())
    await shard.alarm()
    wakes++
    const messages = queue.drain()
    sent.push(...messages)
    if (seqsIn(messages).length === 0) continue
    await shard.stub.confirm(seqsIn(messages))
    confirms++
  }
  passTime(until - Date.now())
  return { sent, wakes, confirms }
}

const stored = () => shard.sql<{ chunk: number; signs: string }>('SELECT chunk, signs FROM signs_of_life ORDER BY chunk')

describe('presence', () => {
  test('[TS31] 200 bound sessions that idle for an hour write at most 300 rows', async () => {
    await usePings()
    for (let i = 0; i < 200; i++) {
      await bind(`a${i}`)
      passTime(137)
    }
    await live(120_000)
    const writes = await countWrites()
    const { sent, wakes, confirms } = await live(3_600_000)
    const { rows, alarms } = writes()
    console.log(`an hour of 200 bound sessions: ${rows} rows, ${alarms} alarms set, ${wakes} wakes, ${confirms} confirmations`)
    expect(rows + alarms).toBeLessThanOrEqual(300)
    const dollars = ((rows + alarms) * 1 + (wakes + confirms) * 0.15) / 200
    expect(dollars, 'per million socket-hours').toBeLessThanOrEqual(10)
    expect(await shard.sql('SELECT count(*) AS n FROM live_sessions')).toEqual([{ n: 200 }])
    expect(await shard.sql('SELECT count(*) AS n FROM ended_sessions')).toEqual([{ n: 0 }])
    expectReports(sessionsIn(sent))
    expect(sent.filter((m) => m.header.sessions > 0).length, 'reports go together').toBeLessThanOrEqual(3)
  })

  /** [TS15] Every session, never 30 min apart, versions rising. */
  const expectReports = (rows: readonly SessionRow[]): void => {
    const bySession = Map.groupBy(rows, (row) => row[1])
    expect(bySession.size).toBe(200)
    for (const [actor, reports] of bySession) {
      const seen = reports.map((row) => row[6])
      const gaps = seen.slice(1).map((at, i) => at - (seen[i] ?? 0))
      expect(Math.max(...gaps), `${actor} is reported every 30 min`).toBeLessThanOrEqual(1_800_000)
      expect(reports.length, 'and not much more often').toBeLessThanOrEqual(3)
      const versions = reports.map((row) => row[9])
      expect(versions, 'versions rise').toEqual([...new Set(versions)].toSorted((a, b) => a - b))
    }
  }

  test('[TS14] one that falls silent among them ends within 5 s of its time, with its true end', async () => {
    await usePings()
    for (let i = 0; i < 20; i++) await bind(`a${i}`)
    await live(300_000)
    silent.set('a7', lastPing('a7'))
    const end = lastPing('a7') + 60_000
    await live(end + 5_000 - Date.now())
    const rows = await shard.sql('SELECT actor_id, last_seen_at, ended_at, end_reason FROM ended_sessions')
    expect(rows).toEqual([{ actor_id: 'a7', last_seen_at: end - 60_000, ended_at: end, end_reason: 'timeout' }])
    expect(await shard.sql('SELECT count(*) AS n FROM live_sessions')).toEqual([{ n: 19 }])
  })

  test('[TS30] a sweep writes the signs of all as one row and no session; an eviction loses none', async () => {
    await usePings()
    for (let i = 0; i < 20; i++) await bind(`a${i}`)
    const before = await shard.sql('SELECT * FROM live_sessions')
    await live(62_000)
    expect(await shard.sql('SELECT * FROM live_sessions')).toEqual(before)
    expect(await stored()).toMatchObject([{ chunk: 0 }])
    expect(JSON.parse((await stored())[0]?.signs ?? '')).toHaveLength(20)
    await evictDurableObject(shard.stub)
    await live(600_000)
    expect(await shard.sql('SELECT count(*) AS n FROM live_sessions')).toEqual([{ n: 20 }])
    expect(liveIn(queue.sent) ?? { online_now: 20 }).toMatchObject({ online_now: 20 })
  })

  test('[TS30] after a kill without sockets the last persisted sweep counts, and versions go on rising', async () => {
    await usePings()
    await bind('a1')
    const { sent } = await live(620_000)
    const [, , seen, reportedAt, version] = JSON.parse((await stored())[0]?.signs ?? '')[0]
    expect(seen).toBeGreaterThan(Date.now() - 65_000)
    expect(sessionsIn(sent).at(-1)?.[9]).toBe(version)
    for (const socket of open.splice(0)) socket.close()
    silent.set('a1', 0)
    await abortAllDurableObjects()
    expect(await shard.stub.wake()).not.toBeNull()
    const late = await live(70_000)
    const last = sessionsIn(late.sent).at(-1)
    expect(last?.slice(6, 9)).toEqual([seen, seen + 60_000, 'timeout'])
    expect(last?.[9]).toBeGreaterThan(version)
    expect(reportedAt).toBeGreaterThanOrEqual(sessionsIn(sent).at(-1)?.[6] ?? Infinity)
  })

  test('[TS30] the version goes on from the last report, also where the next machine’s clock is behind', async () => {
    await usePings()
    await bind('a1')
    const { sent } = await live(limits.reportLatestMs + 5_000)
    const version = sessionsIn(sent).at(-1)?.[9] ?? Infinity
    await evictDurableObject(shard.stub)
    passTime(-60_000)
    await shard.accept([control('nav.feature.enter', 'a1', 's', { feature: 'chat' })])
    expect(await shard.sql('SELECT version FROM live_sessions')).toEqual([{ version: version + 1 }])
  })

  test('[TS30] what a session really does is still written with it, signs included', async () => {
    await usePings()
    await bind('a1')
    await live(125_000)
    const seen = JSON.parse((await stored())[0]?.signs ?? '')[0][2]
    await shard.accept([control('nav.feature.enter', 'a1', 's', { feature: 'chat' })])
    expect(await shard.sql('SELECT feature, last_seen_at FROM live_sessions')).toEqual([{ feature: 'chat', last_seen_at: seen }])
    await shard.accept([control('session.end', 'a1', 's')])
    const started = Date.now()
    await shard.accept([control('session.start', 'a1', 's')])
    silent.set('a1', 0)
    await evictDurableObject(shard.stub)
    await live(61_000)
    expect(await shard.sql('SELECT ended_at FROM ended_sessions'), 'an old sign does not touch the reopened session').toEqual([
      { ended_at: started + 60_000 },
    ])
    expect(await stored()).toHaveLength(1)
    await live(86_500_000)
    expect(await stored(), 'and is forgotten').toEqual([])
  })

  test('[TS30] a step that fails keeps neither signs nor memory of them', async () => {
    await usePings()
    await bind('a1')
    const errors = vi.spyOn(console, 'error').mockImplementation(() => {})
    await shard.sql(`CREATE TRIGGER boom BEFORE INSERT ON signs_of_life BEGIN SELECT RAISE(ABORT, 'boom'); END`)
    passTime(60_500)
    expect(await shard.accept([fact('x')])).toMatchObject({ ok: false })
    expect(errors).toHaveBeenCalled()
    expect(await stored()).toEqual([])
    await shard.sql('DROP TRIGGER boom')
    expect(await shard.accept([fact('x')])).toMatchObject({ ok: true, verdicts: [{ status: 'accepted' }] })
    expect(await stored()).toHaveLength(1)
    expect(await shard.sql('SELECT count(*) AS n FROM live_sessions')).toEqual([{ n: 1 }])
  })

  test('[TS30] more signs than fit a row take a few, and fewer again', async () => {
    await usePings()
    const many = Array.from({ length: 3_000 }, (_, i) => `a${i}`)
    const values = (actors: readonly string[]) => JSON.stringify(actors.map((actor) => [actor, 's'.repeat(200)]))
    // As if as many sockets were bound; their sessions last came due for a report.
    const at = Date.now()
    await shard.sql(
      `INSERT INTO live_sessions SELECT value ->> 0, value ->> 1, NULL, NULL, 0, 0, ?2, ?3, ?2, ?2, 600000, '[]', '[]' FROM json_each(?1)`,
      values(many),
      at - limits.reportLatestMs,
      at - 1_000,
    )
    await evictDurableObject(shard.stub)
    await shard.stub.wake()
    await live(1_500)
    const chunks = await stored()
    expect(chunks.length).toBeGreaterThan(1)
    for (const { signs } of chunks) expect(signs.length).toBeLessThanOrEqual(limits.signsChunkLength + 2)
    expect(chunks.flatMap(({ signs }) => JSON.parse(signs))).toHaveLength(3_000)
    await evictDurableObject(shard.stub)
    await live(700_000)
    expect(await shard.sql('SELECT count(*) AS n, min(reported_at) > ? AS kept FROM ended_sessions', at)).toEqual([{ n: 3_000, kept: 1 }])
    await live(86_500_000)
    expect(await stored()).toEqual([])
  })
})
