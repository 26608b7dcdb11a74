/** The TelemetryShard object in the real runtime: the promise, the outbox, the alarm, sessions over evictions and failures. */
import { abortAllDurableObjects, evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { AcceptItem } from '../../contract/telemetry.ts'
import { migrate } from '../../durable-objects/runtime/migrations.ts'
import { limits } from '../../durable-objects/telemetry-shard/limits.ts'
import { telemetryShardMigrations } from '../../durable-objects/telemetry-shard/telemetry-shard-migrations.ts'
import {
  control,
  eventsIn,
  fact,
  liveIn,
  passTime,
  plenty,
  quarantineIn,
  recordQueue,
  seqsIn,
  sessionsIn,
  Shard,
  useShardClock,
} from '../support/telemetry-shard.ts'

let queue: ReturnType<typeof recordQueue>
let shard: Shard

beforeEach(() => {
  useShardClock()
  queue = recordQueue()
  shard = new Shard()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const quiet = () => vi.spyOn(console, 'error').mockImplementation(() => {})
const accepted = { status: 'accepted' } as const
const idsOf = (messages: Parameters<typeof eventsIn>[0]) => eventsIn(messages).map((row) => row[1])

describe('accepting', () => {
  test('[TS1] what was accepted is in SQLite at once and reaches the queue after an eviction', async () => {
    expect(await shard.accept([fact('a'), fact('b')])).toEqual({ ok: true, verdicts: [accepted, accepted] })
    await evictDurableObject(shard.stub)
    expect(await shard.stub.pendingSince()).toBe(Date.now())
    expect(await shard.flush()).toBe(true)
    expect(idsOf(queue.sent)).toEqual(['a', 'b'])
  })

  test('[TS1] and after every object was killed at once', async () => {
    await shard.accept([fact('a'), control('session.start', 'ann', 's1')])
    await abortAllDurableObjects()
    passTime(250)
    await shard.stub.wake()
    await shard.alarm()
    expect(eventsIn(queue.sent).map((row) => row[3])).toEqual(['a.b', 'session.start'])
    expect(liveIn(queue.sent)).toMatchObject({ online_now: 1 })
  })

  test('[TS3] a repeat is a duplicate, in one request and in the next, and has no effect on sessions', async () => {
    const start = control('session.start', 'ann', 's1', { id: 'start' })
    const end = control('session.end', 'ann', 's1', { id: 'end' })
    expect(await shard.accept([fact('a'), fact('a'), start, end, start])).toEqual({
      ok: true,
      verdicts: [accepted, { status: 'duplicate' }, accepted, accepted, { status: 'duplicate' }],
    })
    expect(await shard.accept([fact('a'), start])).toEqual({ ok: true, verdicts: [{ status: 'duplicate' }, { status: 'duplicate' }] })
    await shard.flush()
    expect(idsOf(queue.sent)).toEqual(['a', 'start', 'end'])
    expect(liveIn(queue.sent)).toMatchObject({ online_now: 0, active_sessions: 0 })
  })

  test('[TS4] a full outbox says no before any effect', async () => {
    quiet()
    await shard.accept([])
    await shard.sql(
      `INSERT INTO outbox WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
       SELECT -i, ${Date.now()}, ${limits.outboxBytes / 100}, 0, 0, 0, '', '', '' FROM n`,
    )
    await evictDurableObject(shard.stub)
    expect(await shard.accept([fact('a'), control('session.start', 'ann', 's1')])).toEqual({ ok: false, retryAfterSeconds: 5 })
    expect(await shard.sql('SELECT count(*) AS n FROM live_sessions')).toEqual([{ n: 0 }])
    await shard.stub.confirm([-7])
    expect(await shard.accept([fact('a')])).toEqual({ ok: true, verdicts: [accepted] })
  })

  test('[TS5] rows too large for a message are quarantined, their neighbours go on, the id stays usable', async () => {
    const big = fact('big')
    const huge: AcceptItem = {
      ...(big as Extract<AcceptItem, { kind: 'event' }>),
      row: `"big",1,"a.b","ann",null,{"data":"${'x'.repeat(95_000)}"}`,
    }
    expect(await shard.accept([fact('a'), huge, fact('b')])).toEqual({
      ok: true,
      verdicts: [accepted, { status: 'quarantined', code: 'event_too_large' }, accepted],
    })
    expect(await shard.accept([big])).toEqual({ ok: true, verdicts: [accepted] })
    await shard.flush()
    expect(idsOf(queue.sent)).toEqual(['a', 'b', 'big'])
    expect(quarantineIn(queue.sent).map((row) => [row[0], row[2], row[5]])).toEqual([['big', 'event_too_large', 1]])
  })

  test('[TS32] an answer is told for 24 h, and deleted at the daily prune', async () => {
    await shard.accept([])
    await shard.stub.remember('key', 'hash', '{"accepted":1}')
    await shard.stub.remember('key', 'hash', '{"accepted":2}')
    await evictDurableObject(shard.stub)
    expect(await shard.stub.recall('key', 'hash', plenty)).toEqual({ kind: 'answered', answer: '{"accepted":1}' })
    expect(await shard.stub.recall('key', 'other', plenty)).toEqual({ kind: 'other_request' })
    passTime(limits.answerKeptMs)
    expect(await shard.stub.recall('key', 'other', plenty)).toEqual({ kind: 'new' })
    await shard.alarm()
    expect(await shard.sql('SELECT count(*) AS n FROM answers')).toEqual([{ n: 0 }])
    expect(await shard.sql(`SELECT count(*) AS n FROM meta WHERE key = 'prune_due'`)).toEqual([{ n: 0 }])
  })

  test.each(['outbox', 'live_sessions', 'aliases'])(
    '[TS6] a step that fails at %s leaves nothing, and its retry is not a duplicate',
    async (table) => {
      quiet()
      await shard.accept([control('session.start', 'ann', 's1', { device: 'phone' })])
      await shard.sql(`CREATE TRIGGER boom BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, 'boom'); END`)
      const request = [
        fact('a'),
        control('session.start', 'ann', 's2', { device: 'phone', id: 'two' }),
        control('session.start', 'bob', 's1', { id: 'bob' }),
      ]
      expect(await shard.accept(request)).toEqual({ ok: false, retryAfterSeconds: 5 })
      expect(await shard.sql('SELECT count(*) AS n FROM outbox')).toEqual([{ n: 1 }])
      expect(await shard.sql('SELECT count(*) AS n FROM live_sessions')).toEqual([{ n: 1 }])
      await shard.sql('DROP TRIGGER boom')
      expect(await shard.accept(request)).toEqual({ ok: true, verdicts: [accepted, accepted, accepted] })
      expect(await shard.sql('SELECT session_id FROM live_sessions')).toHaveLength(2)
      expect(await shard.sql('SELECT alias FROM aliases')).toEqual([{ alias: 's2' }])
      await shard.flush()
      expect(liveIn(queue.sent)).toMatchObject({ online_now: 2, active_sessions: 2 })
      expect(idsOf(queue.sent)).toHaveLength(4)
    },
  )

  test('a request of another app is refused', async () => {
    quiet()
    const answer = await shard.stub.accept({
      app_id: new Shard().app,
      session_ttl_s: 60,
      received_at: Date.now(),
      allowance: plenty,
      items: [fact('a')],
    })
    expect(answer).toMatchObject({ ok: false })
    expect(await shard.sql('SELECT count(*) AS n FROM outbox')).toEqual([{ n: 0 }])
  })
})

describe('sending', () => {
  test('[TS7] one message 200 ms after the first row, kept until confirmed', async () => {
    const at = Date.now()
    await shard.accept([fact('a')])
    expect(await shard.alarmAt()).toBe(at + limits.flushDelayMs)
    passTime(100)
    await shard.accept([fact('b')])
    await shard.alarm()
    expect(queue.sent, 'an alarm that comes early sends nothing').toEqual([])
    passTime(100)
    await shard.alarm()
    expect(queue.sent.map((m) => m.header)).toMatchObject([
      { v: 1, app_id: shard.app, source: { object: shard.name }, events: 2, minute: Math.floor(at / 60_000) * 60_000 },
    ])
    expect(await shard.stub.pendingSince()).toBe(at)
    await shard.stub.confirm(seqsIn(queue.sent))
    expect(await shard.stub.pendingSince()).toBeNull()
    passTime(3_600_000)
    await shard.alarm()
    expect(queue.sent).toHaveLength(1)
  })

  test('[TS8] unconfirmed rows go again under a new batch id, then less and less often', async () => {
    await shard.accept([fact('a')])
    await shard.flush()
    const first = queue.drain()
    passTime(19_000)
    await shard.alarm()
    expect(queue.sent).toEqual([])
    passTime(1_500)
    await shard.alarm()
    expect(idsOf(queue.sent)).toEqual(['a'])
    expect(seqsIn(queue.sent)).toEqual(seqsIn(first))
    expect(queue.sent[0]?.header.id).not.toBe(first[0]?.header.id)
    expect(await shard.alarmAt()).toBe(Date.now() + 40_000)
  })

  test('[TS8] new rows do not wait for old ones, and old ones are not sent along', async () => {
    await shard.accept([fact('a')])
    await shard.flush()
    queue.drain()
    await shard.accept([fact('b')])
    await shard.flush()
    expect(idsOf(queue.sent)).toEqual(['b'])
  })

  test('[TS7] a seq is never used twice: a late confirmation does not touch a newer row', async () => {
    await shard.accept([fact('a')])
    await shard.flush()
    const late = seqsIn(queue.drain())
    await shard.stub.confirm(late)
    await evictDurableObject(shard.stub)
    await shard.accept([fact('b')])
    await shard.stub.confirm(late)
    await shard.flush()
    expect(idsOf(queue.sent)).toEqual(['b'])
    expect(await shard.stub.pendingSince()).not.toBeNull()
  })

  test('[TS7] a request of 1,000 events travels in many messages, each within the limit, all confirmed', async () => {
    const filler = 'x'.repeat(4_000)
    const items = Array.from({ length: 1_000 }, (_, i): AcceptItem => ({
      kind: 'event',
      id: `e${i}`,
      actor_id: 'ann',
      bot: false,
      row: `"e${i}",${Date.now()},"a.b","ann",null,{"occurred_at":1,"data":{"filler":"${filler}"}}`,
      control: null,
    }))
    expect(await shard.accept(items)).toMatchObject({ ok: true })
    await shard.flush()
    expect(new Set(idsOf(queue.sent)).size).toBe(1_000)
    expect(queue.sent.length).toBeGreaterThan(40)
    await shard.stub.confirm(seqsIn(queue.sent))
    expect(await shard.sql('SELECT count(*) AS n FROM outbox')).toEqual([{ n: 0 }])
  })

  test('[TS9] an alarm that fails ten times in a row still flushes later, whatever comes in between', async () => {
    const errors = quiet()
    await shard.accept([fact('a')])
    queue.state.failing = true
    passTime(250)
    for (let i = 0; i < 10; i++) {
      expect(await shard.alarm(), `alarm ${i} is armed and does not throw`).toBe(true)
      expect(await shard.alarmAt()).toBe(Date.now() + Math.min(500 * 2 ** i, 30_000))
      passTime(31_000)
    }
    expect(queue.state.calls).toBe(10)
    expect(errors).toHaveBeenCalledTimes(10)
    await shard.accept([fact('b')])
    queue.state.failing = false
    await shard.flush()
    expect(idsOf(queue.sent)).toEqual(['a', 'b'])
    await shard.accept([fact('c')])
    expect(await shard.alarmAt(), 'success forgets the waits').toBe(Date.now() + limits.flushDelayMs)
  })

  test('[TS9] a queue that is down does not keep sessions from ending', async () => {
    quiet()
    queue.state.failing = true
    await shard.accept([control('session.start', 'ann', 's1')])
    passTime(60_000)
    await shard.alarm()
    expect(await shard.sql('SELECT end_reason FROM ended_sessions')).toEqual([{ end_reason: 'timeout' }])
  })

  test('[TS10] an alarm that got lost is set again by wake', async () => {
    await shard.accept([fact('a')])
    await runInDurableObject(shard.stub, (_instance, state) => state.storage.deleteAlarm())
    passTime(250)
    expect(await shard.stub.wake()).toBeLessThanOrEqual(Date.now())
    expect(await shard.alarm()).toBe(true)
    expect(idsOf(queue.sent)).toEqual(['a'])
  })

  test('[TS10] the constructor arms what SQL wants, and leaves a pending alarm alone', async () => {
    await shard.accept([fact('a')])
    await runInDurableObject(shard.stub, (_instance, state) => state.storage.deleteAlarm())
    await evictDurableObject(shard.stub)
    expect(await shard.alarmAt()).toBe(Date.now() + limits.flushDelayMs)
    const pending = Date.now() + 50
    await runInDurableObject(shard.stub, (_instance, state) => state.storage.setAlarm(pending))
    await evictDurableObject(shard.stub)
    expect(await shard.alarmAt()).toBe(pending)
  })

  test('[TS10] an object that never held anything wants nothing', async () => {
    expect(await shard.stub.wake()).toBeNull()
    expect(await shard.alarmAt()).toBeNull()
  })
})

describe('sessions', () => {
  const rows = () => sessionsIn(queue.drain()).map((row) => ({ session: row[0], ended_at: row[7], reason: row[8], version: row[9] }))

  test('[TS14] a session times out at its due time, also when the object was killed meanwhile', async () => {
    const at = Date.now()
    await shard.accept([control('session.start', 'ann', 's1')])
    await shard.flush()
    await shard.stub.confirm(seqsIn(queue.sent))
    expect(liveIn(queue.drain())).toMatchObject({ online_now: 1, active_sessions: 1 })
    await abortAllDurableObjects()
    expect(await shard.stub.pendingSince()).toBeNull()
    passTime(60_000 - 250)
    await shard.alarm()
    await shard.flush()
    expect(liveIn(queue.sent)).toMatchObject({ online_now: 0, active_sessions: 0 })
    expect(rows()).toMatchObject([{ session: 's1', ended_at: at + 60_000, reason: 'timeout' }])
  })

  test('[TS14] the alarm aims at the full second after the due time', async () => {
    const at = Date.now()
    await shard.accept([control('session.start', 'ann', 's1')])
    await shard.flush()
    await shard.stub.confirm(seqsIn(queue.sent))
    passTime(25_000)
    await shard.alarm()
    expect(await shard.alarmAt()).toBe(Math.ceil(at / 1_000) * 1_000 + 60_000)
  })

  test('[TS14] a ping is persisted; a late one does not bring a session back', async () => {
    await shard.accept([control('session.start', 'ann', 's1')])
    passTime(50_000)
    const seen = Date.now()
    expect(await shard.accept([control('session.ping', 'ann', 's1')])).toEqual({ ok: true, verdicts: [accepted] })
    await evictDurableObject(shard.stub)
    expect(await shard.sql('SELECT last_seen_at FROM live_sessions')).toEqual([{ last_seen_at: seen }])
    passTime(60_000)
    const answer = await shard.accept([control('session.ping', 'ann', 's1')])
    expect(answer).toMatchObject({ ok: true, verdicts: [{ status: 'quarantined', code: 'session_not_live' }] })
    await shard.flush()
    expect(sessionsIn(queue.sent).at(-1)?.slice(7, 9)).toEqual([seen + 60_000, 'timeout'])
  })

  test('[TS16] pings of a dead session make one quarantine row, and no event', async () => {
    for (let i = 0; i < 3; i++) await shard.accept([control('session.ping', 'ann', 'gone'), control('session.ping', 'bob', 'gone')])
    await shard.flush()
    expect(eventsIn(queue.sent)).toEqual([])
    const ids = quarantineIn(queue.sent).map((row) => row[0])
    expect(ids).toHaveLength(2)
    const again = await shard.accept([control('session.ping', 'ann', 'gone')])
    expect(again).toEqual({ ok: true, verdicts: [{ status: 'quarantined', code: 'session_not_live', id: ids[0] }] })
  })

  test('[TS17] recover after a time-out and an eviction: the same session, counted once', async () => {
    await shard.accept([control('session.start', 'ann', 's1')])
    passTime(61_000)
    await shard.alarm()
    await evictDurableObject(shard.stub)
    passTime(300_000)
    await shard.accept([control('session.recover', 'ann', 's1')])
    await shard.flush()
    expect(liveIn(queue.sent)).toMatchObject({ online_now: 1, active_sessions: 1 })
    const versions = rows()
    expect(new Set(versions.map((row) => row.session))).toEqual(new Set(['s1']))
    expect(new Set(versions.map((row) => row.version)).size, 'opened, timed out, recovered').toBe(3)
    expect(versions.at(-1)).toMatchObject({ ended_at: null, reason: null })
    expect(await shard.sql('SELECT count(*) AS n FROM ended_sessions')).toEqual([{ n: 0 }])
  })

  test('[TS11] a resumed session is reached under either id after an eviction, live and ended', async () => {
    await shard.accept([
      control('session.start', 'ann', 's1', { device: 'phone' }),
      control('session.start', 'ann', 's2', { device: 'phone' }),
    ])
    await evictDurableObject(shard.stub)
    passTime(30_000)
    expect(await shard.accept([control('session.ping', 'ann', 's2')])).toMatchObject({ verdicts: [accepted] })
    passTime(61_000)
    await shard.alarm()
    await evictDurableObject(shard.stub)
    await shard.accept([control('session.recover', 'ann', 's2')])
    expect(await shard.accept([control('session.ping', 'ann', 's1')])).toMatchObject({ verdicts: [accepted] })
    expect(await shard.sql('SELECT session_id FROM live_sessions')).toEqual([{ session_id: 's1' }])
    await shard.flush()
    expect(new Set(rows().map((row) => row.session))).toEqual(new Set(['s1']))
  })

  test('[TS13] controls sent again after the object forgot their ids do nothing to the session', async () => {
    const start = control('session.start', 'ann', 's1', { id: 'start', device: 'phone' })
    const end = control('session.end', 'ann', 's1', { id: 'end' })
    await shard.accept([start, end])
    await evictDurableObject(shard.stub)
    expect(await shard.accept([start])).toEqual({ ok: true, verdicts: [accepted] })
    expect(await shard.sql('SELECT count(*) AS n FROM live_sessions')).toEqual([{ n: 0 }])
    await shard.accept([control('session.start', 'ann', 's1', { id: 'again' })])
    await evictDurableObject(shard.stub)
    await shard.accept([end])
    expect(await shard.sql('SELECT session_id FROM live_sessions')).toEqual([{ session_id: 's1' }])
  })

  test('[TS12] opened, ended and opened again in one request: one row, in one place', async () => {
    await shard.accept([
      control('session.start', 'ann', 's1'),
      control('session.end', 'ann', 's1'),
      control('session.start', 'ann', 's1'),
      control('session.end', 'ann', 's1'),
    ])
    expect(await shard.sql('SELECT count(*) AS n FROM live_sessions')).toEqual([{ n: 0 }])
    expect(await shard.sql('SELECT count(*) AS n FROM ended_sessions')).toEqual([{ n: 1 }])
    await shard.flush()
    expect(rows()).toHaveLength(1)
  })

  test('[TS12] ended and started in one request: the session keeps its beginning', async () => {
    const startedAt = Date.now()
    await shard.accept([control('session.start', 'ann', 's1')])
    passTime(10_000)
    await shard.accept([control('session.end', 'ann', 's1'), control('session.start', 'ann', 's1')])
    expect(await shard.sql('SELECT started_at FROM live_sessions')).toEqual([{ started_at: startedAt }])
    expect(await shard.sql('SELECT count(*) AS n FROM ended_sessions')).toEqual([{ n: 0 }])
  })

  test('[TS19] a label changes later events and live counters, and survives an eviction', async () => {
    await shard.accept([control('session.start', 'ann', 's1'), fact('a')])
    await shard.stub.labelActor('ann', true)
    await evictDurableObject(shard.stub)
    await shard.accept([fact('b')])
    await shard.flush()
    expect(eventsIn(queue.sent).map((row) => row[0])).toEqual([0, 0, 1])
    expect(liveIn(queue.sent)).toMatchObject({ online_now: 0, active_sessions: 0 })
    expect(sessionsIn(queue.sent).at(-1)?.[4]).toBe(1)
    await shard.stub.labelActor('ann', null)
    await shard.flush()
    expect(liveIn(queue.sent)).toMatchObject({ online_now: 1 })
  })

  test('[TS21] a new instance sends its counters once, and wake sends them again; `at` rises', async () => {
    await shard.accept([control('session.start', 'ann', 's1', { feature: 'chat' })])
    await shard.flush()
    await shard.stub.confirm(seqsIn(queue.sent))
    const first = liveIn(queue.drain())
    await evictDurableObject(shard.stub)
    await shard.stub.pendingSince()
    await shard.flush()
    const [again, ...none] = queue.drain()
    expect(none).toEqual([])
    expect(again?.header).toMatchObject({ live: { online_now: 1, users_by_feature: { chat: 1 } }, events: 0, source: { seqs: [] } })
    expect(again?.header.live?.at).toBeGreaterThan(first?.at ?? Infinity)
    await shard.alarm()
    expect(queue.sent).toEqual([])
    await shard.stub.wake()
    await shard.flush()
    expect(liveIn(queue.sent)?.at).toBeGreaterThan(again?.header.live?.at ?? Infinity)
  })

  test('[TS22] ended sessions and their other names are forgotten after 7 days', async () => {
    await shard.accept([
      control('session.start', 'ann', 's1', { device: 'phone' }),
      control('session.start', 'ann', 's2', { device: 'phone' }),
      control('session.end', 'ann', 's1'),
    ])
    const kept: unknown[] = []
    for (let day = 0; day < 8; day++) {
      passTime(86_400_000)
      await evictDurableObject(shard.stub)
      expect(await shard.stub.wake()).not.toBeNull()
      await shard.alarm()
      await shard.stub.confirm(seqsIn(queue.drain()))
      kept.push((await shard.sql('SELECT count(*) AS n FROM ended_sessions'))[0]?.['n'])
    }
    expect(kept).toEqual([1, 1, 1, 1, 1, 1, 1, 0])
    expect(await shard.sql('SELECT count(*) AS n FROM aliases')).toEqual([{ n: 0 }])
    await evictDurableObject(shard.stub)
    expect(await shard.stub.wake()).toBeNull()
  })
})

describe('migrations', () => {
  test('run once each, in order, all or nothing', async () => {
    await runInDurableObject(shard.stub, (_instance, state) => {
      const count = () => state.storage.sql.exec('SELECT count(*) AS n FROM schema_migrations').one()['n']
      const before = count()
      expect(() => migrate(state.storage, [{ id: 2, sql: 'SELECT 1' }])).toThrow('stands at place 1')
      const landed = telemetryShardMigrations
      const id = landed.length + 1
      expect(() => migrate(state.storage, [...landed, { id, sql: 'CREATE TABLE extra (a); CREATE TABLE extra (a);' }])).toThrow('extra')
      expect(count()).toBe(before)
      migrate(state.storage, [...landed, { id, sql: 'CREATE TABLE extra (a)' }])
      migrate(state.storage, [...landed, { id, sql: 'CREATE TABLE extra (a)' }])
      expect(count()).toBe(id)
    })
  })
})
