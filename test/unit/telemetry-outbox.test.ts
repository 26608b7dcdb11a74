/** How a request becomes outbox rows, rows become messages, and when they are sent: the pure parts around the promise. */
import { describe, expect, test } from 'vitest'
import { factMessageBytes } from '../../contract/facts-text.ts'
import { decodeFacts, eventRow, quarantineRow } from '../../contract/facts.ts'
import type { FactMessage } from '../../contract/facts.ts'
import { appId, batchId, newId } from '../../contract/ids.ts'
import { batches } from '../../durable-objects/runtime/queue-sender.ts'
import { afterFailure, noBackoff } from '../../durable-objects/runtime/backoff.ts'
import { closeCode } from '../../durable-objects/runtime/close-code.ts'
import { emptyDeadlines, nextDeadline, schedule, takeDue } from '../../durable-objects/telemetry-shard/deadlines.ts'
import {
  deliveryDue,
  newDelivery,
  noteConfirmed,
  noteDrained,
  noteSent,
  noteWaiting,
  sendPlan,
} from '../../durable-objects/telemetry-shard/delivery.ts'
import { limits } from '../../durable-objects/telemetry-shard/limits.ts'
import { outboxRows } from '../../durable-objects/telemetry-shard/outbox-rows.ts'
import { shortenedRow, tooLargeRow } from '../../durable-objects/telemetry-shard/oversize.ts'
import type { StoredRow } from '../../durable-objects/telemetry-shard/pack.ts'
import { pack } from '../../durable-objects/telemetry-shard/pack.ts'
import { notLiveRow, notLiveRowId } from '../../durable-objects/telemetry-shard/ping-quarantine.ts'
import { RecentIds } from '../../durable-objects/telemetry-shard/recent-ids.ts'
import { lcg } from '../support/telemetry-random.ts'

const app = appId.parse(newId())
const object = `telemetry/${app}/global/0`
const t0 = 1_700_000_040_000
const newBatchId = () => batchId.parse(newId())
const bytes = (text: string) => new TextEncoder().encode(text).length

const event = (id: string, at: number, text = '') => JSON.stringify([0, id, at, 'a.b', 'ann', null, { occurred_at: at, data: { text } }])

const stored = (rows: ReturnType<typeof outboxRows>, from = 1): StoredRow[] => rows.map((row, i) => ({ ...row, seq: from + i }))

const open = (body: string): FactMessage => {
  const decoded = decodeFacts(body)
  if (!decoded.ok) throw new Error(decoded.error)
  return decoded.value
}

const idsIn = (message: FactMessage): string[] =>
  eventRow
    .array()
    .parse(JSON.parse(message.events))
    .map((row) => row[1])

describe('outbox rows', () => {
  test('[TS7] a normal request is one row, nothing is none', () => {
    expect(outboxRows(t0, { events: [], quarantine: [], sessions: [] })).toEqual([])
    const [row, ...more] = outboxRows(t0, { events: [event('a', t0), event('ü', t0)], quarantine: [], sessions: ['["s"]'] })
    expect(more).toEqual([])
    expect(row).toMatchObject({ receivedAt: t0, counts: { events: 2, quarantined: 0, sessions: 1 } })
    expect(row?.bytes).toBe(bytes(`${row?.events}${row?.sessions}`))
  })

  test('[TS7] a big request is cut into rows that each fit, in order, nothing lost', () => {
    const text = '語'.repeat(3_000)
    const events = Array.from({ length: 60 }, (_, i) => event(`e${i}`, t0, text))
    const quarantine = Array.from({ length: 9 }, (_, i) => JSON.stringify([`q${i}`, t0, 'validation_failed', [], text, 0]))
    const rows = outboxRows(t0, { events, quarantine, sessions: ['["s"]'] })
    for (const row of rows) expect(row.bytes).toBeLessThanOrEqual(limits.outboxRowBytes)
    const joined = (of: 'events' | 'quarantine' | 'sessions') =>
      rows
        .map((row) => row[of])
        .filter(Boolean)
        .join(',')
    expect(joined('events')).toBe(events.join(','))
    expect(joined('quarantine')).toBe(quarantine.join(','))
    expect(joined('sessions')).toBe('["s"]')
    expect(rows.reduce((sum, row) => sum + row.counts.events, 0)).toBe(60)
  })
})

describe('packing', () => {
  test('[TS7] whole rows, one minute a message, every message within the limit, every row once', () => {
    const seed = Date.now() % 1_000_000
    console.log(`pack seed ${seed}`)
    const random = lcg(seed)
    const rows = Array.from({ length: 400 }, (_, i) => {
      const at = t0 + Math.floor(random() * 150_000)
      const events = Array.from({ length: 1 + Math.floor(random() * 9) }, (_e, n) =>
        event(`e${i}-${n}`, at, 'é'.repeat(Math.floor(random() * 4_000))),
      )
      return stored(outboxRows(at, { events, quarantine: [], sessions: [] }), i + 1)
    }).flat()
    const messages = pack({ appId: app, object, rows, live: null, now: t0, newBatchId })
    const seqs: number[] = []
    for (const { body, bytes: size } of messages) {
      expect(size).toBe(bytes(body))
      expect(size).toBeLessThanOrEqual(factMessageBytes)
      const message = open(body)
      const parsed = eventRow.array().parse(JSON.parse(message.events))
      expect(message.header).toMatchObject({ app_id: app, source: { object }, events: parsed.length, live: null })
      for (const row of parsed) expect(Math.floor(row[2] / 60_000) * 60_000).toBe(message.header.minute)
      seqs.push(...message.header.source.seqs)
    }
    expect(seqs.toSorted((a, b) => a - b)).toEqual(rows.map((row) => row.seq))
    expect(new Set(messages.map(({ body }) => open(body).header.id)).size).toBe(messages.length)
    const all = messages.flatMap(({ body }) => idsIn(open(body)))
    expect(new Set(all).size).toBe(all.length)
  })

  test('[TS7] the fullest row still fits its message', () => {
    const row: StoredRow = {
      seq: Number.MAX_SAFE_INTEGER,
      receivedAt: t0,
      bytes: limits.outboxRowBytes,
      counts: { events: 999, quarantined: 0, sessions: 0 },
      events: 'x'.repeat(limits.outboxRowBytes),
      quarantine: '',
      sessions: '',
    }
    const [message] = pack({ appId: app, object, rows: [row], live: null, now: t0, newBatchId })
    expect(message?.bytes).toBeLessThanOrEqual(factMessageBytes)
  })

  test('[TS21] live counters ride in the first message with room, or alone', () => {
    const live = { at: t0, online_now: 1, active_sessions: 1, users_by_feature: { chat: 1 } }
    const rows = stored(outboxRows(t0, { events: [event('a', t0)], quarantine: [], sessions: [] }))
    const withRows = pack({ appId: app, object, rows, live, now: t0, newBatchId })
    expect(withRows.map(({ body }) => open(body).header.live)).toEqual([live])
    const [alone, ...none] = pack({ appId: app, object, rows: [], live, now: t0 + 61_000, newBatchId })
    expect(none).toEqual([])
    expect(open(alone?.body ?? '')).toMatchObject({
      header: { live, minute: t0 + 60_000, source: { seqs: [] }, events: 0 },
      events: '[]',
      sessions: '[]',
    })
  })

  test('[TS21] more features than fit: the biggest are sent', () => {
    const features = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`feature-${i}-${'x'.repeat(40)}`, i]))
    const live = { at: t0, online_now: 1, active_sessions: 1, users_by_feature: features }
    const messages = pack({ appId: app, object, rows: [], live, now: t0, newBatchId })
    const sent = open(messages[0]?.body ?? '').header.live?.users_by_feature ?? {}
    expect(messages[0]?.bytes).toBeLessThanOrEqual(factMessageBytes)
    expect(Object.keys(sent).length).toBeGreaterThan(500)
    expect(Math.min(...Object.values(sent))).toBe(5_000 - Object.keys(sent).length)
  })

  test('[TS7] batches respect 100 messages and the bytes of one sendBatch', () => {
    const max = { messages: 100, bytes: 240_000 }
    const small = Array.from({ length: 250 }, () => ({ body: 'x', bytes: 1 }))
    expect(batches(small, max).map((b) => b.length)).toEqual([100, 100, 50])
    const big = Array.from({ length: 5 }, () => ({ body: 'x', bytes: 96_000 }))
    expect(batches(big, max).map((b) => b.length)).toEqual([2, 2, 1])
  })
})

describe('rows that are too large', () => {
  test('[TS5] an event becomes a quarantine row with part of its text, a quarantine row keeps less', () => {
    const huge = `"big",${t0},"a.b","ann",null,{"data":"${'\u0001語"'.repeat(60_000)}"}`
    for (const row of [tooLargeRow('big', t0, huge), shortenedRow(JSON.stringify(['big', t0, 'event_too_large', [], huge, 0]))]) {
      expect(bytes(row)).toBeLessThanOrEqual(limits.outboxRowBytes)
      const [id, at, code, , raw, truncated] = quarantineRow.parse(JSON.parse(row))
      expect([id, at, code, truncated]).toEqual(['big', t0, 'event_too_large', 1])
      expect(raw.length).toBeGreaterThan(5_000)
      expect(raw.isWellFormed()).toBe(true)
    }
  })

  test('[TS5] even endless reasons fit', () => {
    const errors = Array.from({ length: 9_000 }, () => ({ path: 'data.x', code: 'unrecognized_keys', message: 'no such key' }))
    const row = shortenedRow(JSON.stringify(['q', t0, 'validation_failed', errors, 'raw', 0]))
    expect(bytes(row)).toBeLessThanOrEqual(limits.outboxRowBytes)
  })
})

describe('when things are sent', () => {
  test('[TS8] unconfirmed rows go again after 20 s, 40 s, … at most 5 min', () => {
    let d = newDelivery(null)
    expect(deliveryDue(d)).toBeNull()
    d = noteWaiting(noteWaiting(d, t0), t0 + 100)
    expect(deliveryDue(d)).toBe(t0 + limits.flushDelayMs)
    expect(sendPlan(d, t0)).toBeNull()
    let now = t0 + limits.flushDelayMs
    const waits: number[] = []
    for (let i = 0; i < 7; i++) {
      const plan = sendPlan(d, now)
      expect(plan).toEqual(i === 0 ? { resendUpTo: 0, sentUpTo: 0 } : { resendUpTo: 7, sentUpTo: 7 })
      d = noteDrained(noteSent(d, 7), plan ?? { resendUpTo: 0, sentUpTo: 0 }, now, true)
      const due = deliveryDue(d) ?? 0
      waits.push(due - now)
      now = due
    }
    expect(waits).toEqual([20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000])
    expect(deliveryDue(noteConfirmed(d, now, null))).toBeNull()
  })

  test('[TS8] a confirmation gives what was sent later its own wait', () => {
    let d = noteWaiting(newDelivery(null), t0)
    d = noteDrained(noteSent(d, 1), { resendUpTo: 0, sentUpTo: 0 }, t0, true)
    d = noteDrained(noteSent(noteWaiting(d, t0 + 19_000), 2), { resendUpTo: 0, sentUpTo: 1 }, t0 + 19_000, true)
    expect(deliveryDue(d)).toBe(t0 + 20_000)
    expect(deliveryDue(noteConfirmed(d, t0 + 19_500, 2))).toBe(t0 + 39_500)
    expect(deliveryDue(noteConfirmed(d, t0 + 19_500, 1))).toBe(t0 + 20_000)
  })

  test('[TS9] waits after failures double and stop growing', () => {
    let b = noBackoff
    const waits = Array.from({ length: 9 }, () => {
      b = afterFailure(b, t0, { minMs: limits.retryMinMs, maxMs: limits.retryMaxMs })
      return b.notBefore - t0
    })
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
  })
})

describe('small parts', () => {
  test('[TS3] at least the last ids are known, and the oldest are forgotten', () => {
    const recent = new RecentIds(100)
    for (let i = 0; i < 1_000; i++) {
      expect(recent.add(`id${i}`)).toBe(true)
      expect(recent.add(`id${i}`)).toBe(false)
      expect(recent.has(`id${Math.max(0, i - 99)}`)).toBe(true)
      expect(i >= 200 && recent.has(`id${i - 200}`)).toBe(false)
    }
  })

  test('[TS14] the heap gives every key at its deadline, however often it moved', () => {
    const random = lcg(42)
    const truth = new Map<string, number>()
    const heap = emptyDeadlines()
    const dueOf = (key: string) => truth.get(key) ?? null
    let now = 0
    for (let i = 0; i < 20_000; i++) {
      const key = `k${Math.floor(random() * 200)}`
      if (random() < 0.1) truth.delete(key)
      else {
        const due = now + Math.floor(random() * 1_000)
        truth.set(key, due)
        schedule(heap, key, due)
      }
      now += Math.floor(random() * 5)
      const expected = [...truth].filter(([, due]) => due <= now).map(([k]) => k)
      const taken = takeDue(heap, now, dueOf)
      expect(taken.toSorted()).toEqual(expected.toSorted())
      for (const k of taken) truth.delete(k)
      expect(nextDeadline(heap, dueOf)).toBe(truth.size === 0 ? null : Math.min(...truth.values()))
      expect(heap.heap.length).toBeLessThan(2_000)
    }
  })

  test('[TS16] the row of a dead session has one id, safe and short whatever the session is called', () => {
    const control = { type: 'session.ping', actor_id: 'ann', session_id: 's1', device_id: null, feature: null } as const
    expect(notLiveRowId(control)).toBe(notLiveRowId({ ...control, device_id: 'phone' }))
    expect(notLiveRowId(control)).not.toBe(notLiveRowId({ ...control, actor_id: 'bob' }))
    const wild = notLiveRowId({ ...control, session_id: '語 "\n'.repeat(32) })
    expect(wild).toMatch(/^[\x21-\x7e]{6,128}$/)
    const [, , code, , raw] = quarantineRow.parse(JSON.parse(notLiveRow('x', t0, control)))
    expect([code, JSON.parse(raw)]).toEqual(['session_not_live', { type: 'session.ping', actor_id: 'ann', session_id: 's1' }])
  })

  test('[TS28] codes that can not be sent are closed back as 1000', () => {
    expect([1000, 1001, 1005, 1006, 1008, 1015, 3000, 4999, 5000].map(closeCode)).toEqual([
      1000, 1001, 1000, 1000, 1008, 1000, 3000, 4999, 1000,
    ])
  })
})
