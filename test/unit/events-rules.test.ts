/** What becomes of an event: its row, its labels, its clock, its quarantine. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventRow, quarantineRow } from '../../contract/facts.ts'
import type { EventRow, QuarantineRow } from '../../contract/facts.ts'
import { appId } from '../../contract/ids.ts'
import type { AcceptItem } from '../../contract/telemetry.ts'
import { botLabel, isBotCall } from '../../domain/events/bot-label.ts'
import { batchOf } from '../../domain/events/candidate.ts'
import { readEnvelope } from '../../domain/events/envelope.ts'
import { idSource } from '../../domain/events/event-id.ts'
import { ingestAnswer } from '../../domain/events/ingest-answer.ts'
import { prepareEvents } from '../../domain/events/prepare-events.ts'
import type { Terms } from '../../domain/events/prepare-events.ts'

const app = appId.parse('0190a5d0-0000-7000-8000-000000000001')
const receivedAt = Date.parse('2026-11-21T12:00:00.000Z')
const terms: Terms = { receivedAt, newId: (index) => `made-${index}`, isBot: botLabel(false) }
const googlebot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'
const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
const event = { type: 'page.view', actor_id: 'ana' }

const prepare = (body: unknown, over: Partial<Terms> = {}): AcceptItem[] => {
  const batch = readEnvelope(body)
  if (!batch.ok) throw new Error(batch.error.detail)
  const items = prepareEvents(batch.value, { ...terms, ...over })
  if (!items.ok) throw new Error(items.error.detail)
  return items.value
}
const only = (body: unknown, over: Partial<Terms> = {}): AcceptItem => {
  const [item] = prepare(body, over)
  if (item === undefined) throw new Error('no item')
  return item
}
const rowOf = (item: AcceptItem): EventRow => {
  if (item.kind !== 'event') throw new Error(`a ${item.kind}`)
  return eventRow.parse(JSON.parse(`[0,${item.row}]`))
}
const quarantineOf = (item: AcceptItem): QuarantineRow => {
  if (item.kind !== 'quarantine') throw new Error(`a ${item.kind}`)
  return quarantineRow.parse(JSON.parse(item.row))
}

describe('the row of an event', () => {
  it('has everything that was sent, but never the ip', () => {
    const full = {
      id: 'my-1',
      type: 'interaction.like',
      actor_id: 'ana',
      actor_type: 'user',
      action: 'like',
      session_id: 's1',
      device_id: 'd1',
      feature: 'party',
      occurred_at: '2026-11-21T09:00:00.5-03:00',
      data: { n: 1, list: [null, { a: 'ü' }] },
      context: { user_agent: chrome, locale: 'pt-BR', page: '/x', app_version: '1', ip: '10.0.0.1', cloudevent: { source: '/s' } },
    }
    const [, id, received, type, actor, session, body] = rowOf(only(full))
    expect([id, received, type, actor, session]).toEqual(['my-1', receivedAt, 'interaction.like', 'ana', 's1'])
    const { ip: _, ...context } = full.context
    expect(body).toEqual({
      actor_type: 'user',
      action: 'like',
      device_id: 'd1',
      feature: 'party',
      occurred_at: receivedAt + 500,
      data: full.data,
      context,
    })
  })

  it('an absent occurred_at is received_at; an absent id is made', () => {
    const [, id, , , , session, body] = rowOf(only(event))
    expect([id, session, body]).toEqual(['made-0', null, { occurred_at: receivedAt }])
  })

  it('keeps a __proto__ key of data as the key it is', () => {
    const item = only(JSON.parse('{"type":"a","actor_id":"u","data":{"__proto__":{"x":1}},"context":{"cloudevent":{"__proto__":2}}}'))
    if (item.kind !== 'event') throw new Error(item.kind)
    expect(item.row).toContain('"data":{"__proto__":{"x":1}}')
    expect(item.row).toContain('"cloudevent":{"__proto__":2}')
  })
})

describe('[§2] time: the server rules, the sender is measured', () => {
  const skewed = (occurred: number) => rowOf(only({ ...event, occurred_at: new Date(occurred).toISOString() }))[6].skewed

  it('more than 5 min ahead or 24 h behind is flagged skewed', () => {
    expect(skewed(receivedAt + 5 * 60_000)).toBeUndefined()
    expect(skewed(receivedAt + 5 * 60_000 + 1)).toBe(true)
    expect(skewed(receivedAt - 24 * 3_600_000)).toBeUndefined()
    expect(skewed(receivedAt - 24 * 3_600_000 - 1)).toBe(true)
    expect(skewed(receivedAt + 27 * 3_600_000)).toBe(true)
  })

  it('sent_at measures skew_ms and nothing else', () => {
    const row = rowOf(only({ sent_at: '2026-11-21T11:59:58.000Z', events: [{ ...event, occurred_at: '2026-11-21T11:59:57.000Z' }] }))
    expect(row[6]).toEqual({ occurred_at: receivedAt - 3_000, skew_ms: 2_000 })
    expect(row[2]).toBe(receivedAt)
  })
})

describe('[§2] likely bots are labelled', () => {
  it('by the context’s user agent, else by the request’s for public-key calls', () => {
    const named = (user_agent: string) => ({ ...event, context: { user_agent } })
    const bots = (byDefault: boolean) =>
      prepare([event, named(googlebot), named(chrome)], { isBot: botLabel(byDefault) }).map((item) => item.kind === 'event' && item.bot)
    expect(bots(false)).toEqual([false, true, false])
    expect(bots(true)).toEqual([true, true, false])
    expect([
      isBotCall('public', googlebot),
      isBotCall('secret', googlebot),
      isBotCall('public', null),
      isBotCall('public', chrome),
    ]).toEqual([true, false, false, false])
  })
})

describe('[§2] telemetry sessions', () => {
  const move = { actor_id: 'ana', session_id: 's', device_id: 'd', feature: 'f' }

  it('a ping is no event; start, end, recover and features are events that move a session', () => {
    const ping = only({ ...move, type: 'session.ping' })
    expect(ping).toEqual({ kind: 'ping', id: 'made-0', actor_id: 'ana', bot: false, control: { ...move, type: 'session.ping' } })
    for (const type of ['session.start', 'session.end', 'session.recover', 'nav.feature.enter', 'nav.feature.leave'])
      expect(only({ ...move, type })).toMatchObject({ kind: 'event', control: { ...move, type } })
    expect(only({ ...move, type: 'page.view' })).toMatchObject({ kind: 'event', control: null })
  })

  it('the four need a session_id; a feature event without one is only a fact', () => {
    for (const type of ['session.start', 'session.ping', 'session.end', 'session.recover'])
      expect(only({ actor_id: 'ana', type })).toMatchObject({ kind: 'quarantine', code: 'session_id_required' })
    expect(only({ actor_id: 'ana', type: 'nav.feature.enter', feature: 'f' })).toMatchObject({ kind: 'event', control: null })
  })
})

describe('[§2] quarantine has the event as sent, and why', () => {
  it.each([
    [{ ...event, type: 'Page View' }, 'type'],
    [{ ...event, type: 'a.b.c.d.e.f.g.h.i' }, 'type'],
    [{ ...event, type: 'a'.repeat(121) }, 'type'],
    [{ type: 'a' }, 'actor_id'],
    [{ ...event, actor_id: '' }, 'actor_id'],
    [{ ...event, id: 'x'.repeat(129) }, 'id'],
    [{ ...event, id: 7 }, 'id'],
    [{ ...event, occurred_at: '2026-13-01T00:00:00Z' }, 'occurred_at'],
    [{ ...event, occurred_at: '2026-11-21' }, 'occurred_at'],
    [{ ...event, data: [1] }, 'data'],
    [{ ...event, context: { colour: 'red' } }, 'context'],
    [{ ...event, colour: 'red' }, ''],
    [17, ''],
    [null, ''],
  ])('%j: validation_failed at %j', (sent, path) => {
    const item = only([sent])
    const [id, received, code, errors, raw, truncated] = quarantineOf(item)
    expect([received, code, truncated]).toEqual([receivedAt, 'validation_failed', 0])
    expect(id).toBe('made-0')
    expect(errors[0]).toMatchObject({ path, code: expect.any(String), message: expect.any(String) })
    expect(JSON.parse(raw)).toEqual(sent)
  })

  it('keeps an id that can be used', () => {
    expect(quarantineOf(only({ id: 'mine', type: 'BAD' }))[0]).toBe('mine')
    expect(quarantineOf(only({ id: 'a\u0000', type: 'BAD' }))[0]).toBe('made-0')
  })

  it('cuts a large raw at 64 KiB of UTF-8, between characters', () => {
    const [, , code, , raw, truncated] = quarantineOf(only({ ...event, data: { t: 'é'.repeat(50_000) } }))
    expect([code, truncated]).toEqual(['event_too_large', 1])
    expect(Buffer.byteLength(raw)).toBeGreaterThan(65_500)
    expect(Buffer.byteLength(raw)).toBeLessThanOrEqual(65_536)
    expect(raw).not.toContain('\uFFFD')
  })

  it('writes what JSON can not: infinite numbers and bottomless nesting', () => {
    expect(quarantineOf(only(JSON.parse('{"type":"a","actor_id":"u","data":{"n":-1e400}}')))[4]).toContain('{"n":-1e999}')
    const deep = JSON.parse(`{"type":"a","actor_id":"u","data":{"d":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`)
    const [, , code, , raw, truncated] = quarantineOf(only(deep))
    expect([code, truncated, raw.startsWith('{"type":"a","actor_id":"u"')]).toEqual(['data_too_deep', 1, true])
  })

  it('data may be nested 32 levels, not 33', () => {
    const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) })
    expect(only({ ...event, data: nested(32) }).kind).toBe('event')
    expect(only({ ...event, data: nested(33) })).toMatchObject({ code: 'data_too_deep' })
  })

  it('sizes are those of the event’s JSON: 32 KiB pass, one byte more does not', () => {
    const sized = (bytes: number) => ({ ...event, data: { t: 'x'.repeat(bytes - JSON.stringify({ ...event, data: { t: '' } }).length) } })
    expect(only(sized(32_768)).kind).toBe('event')
    expect(only(sized(32_769))).toMatchObject({ code: 'event_too_large' })
  })
})

describe('ids of events that bring none', () => {
  it('with an Idempotency-Key follow from app, key and index', () => {
    const ids = (key: string, of = app) => [0, 1].map(idSource(of, key))
    expect(ids('k')).toEqual(ids('k'))
    expect(new Set([...ids('k'), ...ids('l'), ...ids('k', appId.parse('0190a5d0-0000-7000-8000-000000000002'))]).size).toBe(6)
    for (const id of ids('k')) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it('without one are new UUIDv7', () => {
    const make = idSource(app, null)
    expect(make(0)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
    expect(make(0)).not.toBe(make(0))
  })
})

describe('receipts', () => {
  it('one per event, in order, with their sum', () => {
    const items = prepare([event, { ...event, id: 'x' }, { type: 'BAD' }])
    const answer = ingestAnswer(items, [
      { status: 'accepted' },
      { status: 'duplicate' },
      { status: 'quarantined', code: 'validation_failed' },
    ])
    expect(answer).toEqual({
      accepted: 1,
      duplicates: 1,
      quarantined: 1,
      events: [
        { index: 0, id: 'made-0', status: 'accepted' },
        { index: 1, id: 'x', status: 'duplicate' },
        { index: 2, id: 'made-2', status: 'quarantined', code: 'validation_failed' },
      ],
    })
  })

  it('an item without a verdict is never answered as kept', () => {
    expect(() => ingestAnswer(prepare([event]), [])).toThrow('no verdict')
  })
})

/** Null for an item that SQL can take as it is. */
const wrongWith = (item: AcceptItem): string | null => {
  if (item.kind === 'ping') return null
  if (/[\0\n]/.test(item.row) || !item.row.isWellFormed()) return `not storable: ${item.row}`
  const told = item.kind === 'event' ? rowOf(item)[1] : quarantineOf(item)[0]
  return told === item.id ? null : `the row tells of ${told}`
}

describe('whatever JSON comes', () => {
  it('each value becomes one item whose row is what the tables expect', () => {
    const near = fc.record(
      {
        type: fc.oneof(fc.constantFrom('a.b', 'session.start', 'session.ping', 'BAD'), fc.jsonValue()),
        actor_id: fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()),
        session_id: fc.oneof(fc.string(), fc.jsonValue()),
        data: fc.oneof(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), fc.jsonValue()),
        context: fc.oneof(fc.record({ user_agent: fc.string(), ip: fc.string() }, { requiredKeys: [] }), fc.jsonValue()),
        occurred_at: fc.oneof(
          fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
          fc.jsonValue(),
        ),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(near, fc.jsonValue()), { maxLength: 8 }), (values) => {
        const inputs: unknown[] = JSON.parse(JSON.stringify(values))
        const prepared = prepareEvents(batchOf(inputs), terms)
        const outcome = prepared.ok ? prepared.value.map(wrongWith) : prepared.error.code
        expect(outcome).toEqual(prepared.ok ? inputs.map(() => null) : 'app_id_forbidden')
      }),
      { numRuns: 500 },
    )
  })
})
