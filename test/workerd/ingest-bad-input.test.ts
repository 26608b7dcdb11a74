/** The write door against input that is broken, hostile or misplaced: each gets the code the contract names, and the door stays up. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { accepted, codeOf, gzip, ingestDoor, post, problemOf } from '../support/ingest-door.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'

const door = ingestDoor()
let app: SeededApp
const event = { type: 'page.view', actor_id: 'ana' }
const send = (body: unknown, headers: Record<string, string> = {}) => post(door, { ...app.auth, ...headers }, body)
/** `[` or `{"":`, many times. */
const nested = (levels: number, open: string, close: string) => open.repeat(levels) + (open === '[' ? '' : '1') + close.repeat(levels)

beforeAll(async () => {
  app = await seedApp()
})

afterEach(async () => {
  // [§2] The process stays up: whatever came before, the next good event is taken.
  const { accepted: taken } = await accepted(await send(event))
  if (taken !== 1) throw new Error('the door no longer takes a good event')
})

describe('[§1] a body that can not be read is 4xx', () => {
  it.each([
    ['truncated JSON', '{"type":"a.b","actor_id":"u"'],
    ['no body', ''],
    ['a NUL byte between tokens', '{"type":\u0000"a.b"}'],
    ['a raw NUL inside a string', '{"type":"a.b","actor_id":"\u0000"}'],
    ['a number JSON does not have', '{"type":"a.b","actor_id":"u","data":{"n":NaN}}'],
    ['two values', '{} {}'],
  ])('%s: 400 invalid_json', async (_, body) => {
    const response = await send(body)
    expect(response.status).toBe(400)
    expect(await codeOf(response)).toBe('invalid_json')
  })

  it('invalid UTF-8: 400 invalid_encoding, nothing is repaired', async () => {
    const body = Uint8Array.of(...new TextEncoder().encode('{"type":"a.b","actor_id":"'), 0xc3, 0x28, ...new TextEncoder().encode('"}'))
    const response = await send(body)
    expect(response.status).toBe(400)
    expect(await codeOf(response)).toBe('invalid_encoding')
  })

  it.each([
    ['a string', '"event"'],
    ['a number', '17'],
    ['null', 'null'],
    ['events that are no array', '{"events":{}}'],
    ['a sent_at that is no time', '{"sent_at":"yesterday","events":[]}'],
    ['an unknown key beside events', '{"events":[],"colour":"red"}'],
  ])('%s: 422 validation_failed', async (_, body) => {
    const response = await send(body)
    expect(response.status).toBe(422)
    expect(await codeOf(response)).toBe('validation_failed')
  })

  it('[§1] a validation failure names path, code and message', async () => {
    const { errors } = await problemOf(await send('{"events":[],"sent_at":5}'))
    expect(errors).toEqual([{ path: 'sent_at', code: 'invalid_type', message: expect.any(String) }])
  })
})

describe('[§2] limits', () => {
  it('1,000 events pass, 1,001 are 413 payload_too_large, in every format', async () => {
    const thousand = Array.from({ length: 1_000 }, () => event)
    expect((await accepted(await send(thousand))).accepted).toBe(1_000)
    const over = [...thousand, event]
    expect(await codeOf(await send(over))).toBe('payload_too_large')
    expect(await codeOf(await send({ events: over }))).toBe('payload_too_large')
    const lines = over.map((one) => JSON.stringify(one)).join('\n')
    expect(await codeOf(await send(lines, { 'Content-Type': 'application/x-ndjson' }))).toBe('payload_too_large')
    const response = await send(over, { 'Content-Type': 'application/cloudevents-batch+json' })
    expect(response.status).toBe(413)
  })

  it('an empty array can be read, so it is a 202 of nothing', async () => {
    for (const body of ['[]', '{"events":[]}'])
      expect(await accepted(await send(body))).toEqual({ accepted: 0, duplicates: 0, quarantined: 0, events: [] })
    expect((await accepted(await send('\n\n', { 'Content-Type': 'application/x-ndjson' }))).events).toEqual([])
  })

  it('over 1 MiB is 413, announced or not', async () => {
    const body = `[${JSON.stringify(event)}${' '.repeat(1_048_576)}]`
    expect(await codeOf(await send(body))).toBe('payload_too_large')
    const stream = new Blob([body]).stream()
    expect(await codeOf(await send(stream))).toBe('payload_too_large')
  })

  it('an endless body stops at the cap', async () => {
    let pulled = 0
    const endless = new ReadableStream({
      pull: (controller) => {
        pulled += 65_536
        controller.enqueue(new Uint8Array(65_536).fill(32))
      },
    })
    expect(await codeOf(await send(endless))).toBe('payload_too_large')
    expect(pulled).toBeLessThan(3 * 1_048_576)
  })

  it('a gzip bomb stops at 5 MiB inflated: 413', async () => {
    const bomb = await gzip(new Uint8Array(100 * 1_048_576).fill(32))
    expect(bomb.length).toBeLessThan(1_048_576)
    expect(await codeOf(await send(bomb, { 'Content-Encoding': 'gzip' }))).toBe('payload_too_large')
  })

  it('an event over 32 KiB goes to quarantine alone', async () => {
    const large = { ...event, data: { text: 'x'.repeat(40 * 1_024) } }
    const wide = { ...event, data: { text: 'ü'.repeat(17 * 1_024) } }
    const fits = { ...event, data: { text: 'x'.repeat(31 * 1_024) } }
    const answer = await accepted(await send([event, large, wide, fits]))
    expect(answer.events.map((receipt) => receipt.code)).toEqual([undefined, 'event_too_large', 'event_too_large', undefined])
  })
})

describe('[§2] gzip', () => {
  it('is taken', async () => {
    const body = await gzip(JSON.stringify([event, event]))
    expect((await accepted(await send(body, { 'Content-Encoding': 'gzip' }))).accepted).toBe(2)
  })

  it('in several members (RFC 1952 §2.2) is taken whole', async () => {
    const body = Buffer.concat([await gzip(`[${JSON.stringify(event)},`), await gzip(`${JSON.stringify(event)}]`)])
    expect((await accepted(await send(body, { 'Content-Encoding': 'x-gzip' }))).accepted).toBe(2)
  })

  it('more than 1 MiB of JSON in less than 1 MiB of gzip is taken', async () => {
    const events = Array.from({ length: 100 }, () => ({ ...event, data: { text: 'x'.repeat(20_000) } }))
    expect((await accepted(await send(await gzip(JSON.stringify(events)), { 'Content-Encoding': 'GZIP' }))).accepted).toBe(100)
  })

  it.each(['not gzip at all', ''])('%j is 400 invalid_encoding', async (body) => {
    expect(await codeOf(await send(body, { 'Content-Encoding': 'gzip' }))).toBe('invalid_encoding')
  })

  it('cut short is 400 invalid_encoding', async () => {
    const whole = await gzip(JSON.stringify([event, event]))
    expect(await codeOf(await send(whole.slice(0, -12), { 'Content-Encoding': 'gzip' }))).toBe('invalid_encoding')
  })

  it('another encoding is 415 and says which are taken', async () => {
    const response = await send('x', { 'Content-Encoding': 'br' })
    expect(response.status).toBe(415)
    expect(response.headers.get('Accept-Encoding')).toContain('gzip')
  })
})

describe('[§1] media types and methods', () => {
  it.each([
    'text/plain',
    'application/xml',
    'multipart/form-data; boundary=x',
    'application/json; charset=iso-8859-1',
    'application/cloudevents+xml',
  ])('%s is 415 unsupported_media_type', async (type) => {
    const response = await send(event, { 'Content-Type': type })
    expect(response.status).toBe(415)
    expect(await codeOf(response)).toBe('unsupported_media_type')
  })

  it('a charset of UTF-8 and a missing content type are fine', async () => {
    expect((await accepted(await send(event, { 'Content-Type': 'Application/JSON; charset="UTF-8"' }))).accepted).toBe(1)
    const body = new Blob([JSON.stringify(event)]).stream()
    const response = await door('/v1/events', { method: 'POST', headers: app.auth, body })
    expect((await accepted(response)).accepted).toBe(1)
  })

  it.each(['GET', 'PUT', 'PATCH', 'DELETE'])('%s is 405 with Allow, with and without credentials', async (method) => {
    for (const headers of [app.auth, {}]) {
      const response = await door('/v1/events', { method, headers })
      expect(response.status).toBe(405)
      expect(response.headers.get('Allow')).toBe('POST, OPTIONS')
      expect(await codeOf(response)).toBe('method_not_allowed')
    }
  })

  it('an unknown path is 404', async () => {
    expect(await codeOf(await door('/v1/eventz', { method: 'POST', headers: app.auth }))).toBe('not_found')
  })
})

describe('[§2] one bad event never blocks its neighbours', () => {
  it('one poisoned event in every hundred', async () => {
    const poison = [
      { ...event, type: 'Not A Type' },
      { ...event, data: { text: 'x'.repeat(40 * 1_024) } },
      ['not', 'an', 'object'],
      { ...event, actor_id: 7 },
      { ...event, data: { deep: JSON.parse(nested(40, '[', ']')) } },
    ]
    const events = Array.from({ length: 500 }, (_, i) => (i % 100 === 50 ? poison[Math.floor(i / 100)] : event))
    const answer = await accepted(await send(events))
    expect(answer).toMatchObject({ accepted: 495, quarantined: 5, duplicates: 0 })
    const codes = answer.events.filter((receipt) => receipt.status === 'quarantined').map(({ index, code }) => [index, code])
    expect(codes).toEqual([
      [50, 'validation_failed'],
      [150, 'event_too_large'],
      [250, 'validation_failed'],
      [350, 'validation_failed'],
      [450, 'data_too_deep'],
    ])
  })

  it('100,000 levels of nesting are quarantined, not a crash', async () => {
    const nestings = [
      ['[', ']'],
      ['{"":', '}'],
    ] as const
    for (const [open, close] of nestings) {
      const deep = nested(100_000, open, close)
      for (const body of [
        `[${JSON.stringify(event)},{"type":"a.b","actor_id":"u","data":{"d":${deep}}}]`,
        `[${JSON.stringify(event)},${deep}]`,
      ]) {
        const answer = await accepted(await send(body))
        expect(answer).toMatchObject({ accepted: 1, quarantined: 1 })
      }
    }
  })

  it('numbers beyond a double are quarantined, large ones kept', async () => {
    const answer = await accepted(
      await send('[{"type":"a","actor_id":"u","data":{"n":1e400}},{"type":"a","actor_id":"u","data":{"n":-1e308}}]'),
    )
    expect(answer.events.map((receipt) => receipt.code)).toEqual(['number_out_of_range', undefined])
  })

  it('duplicate keys: the last one counts, as JSON.parse reads it', async () => {
    const answer = await accepted(await send('{"type":"Bad Type","type":"a.b","actor_id":"u"}'))
    expect(answer.accepted).toBe(1)
  })

  it('__proto__ and constructor are keys like any other: refused at the top, harmless in data', async () => {
    const answer = await accepted(
      await send(
        '[{"type":"a","actor_id":"u","__proto__":{"bot":true}},{"type":"a","actor_id":"u","constructor":1},{"type":"a","actor_id":"u","data":{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}}}}]',
      ),
    )
    expect(answer.events.map((receipt) => receipt.code)).toEqual(['validation_failed', 'validation_failed', undefined])
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false)
  })

  it('lone surrogates and NUL: refused in names, kept in data', async () => {
    const answer = await accepted(
      await send(
        String.raw`[{"type":"a","actor_id":"\ud800"},{"type":"a","actor_id":"a\u0000b"},{"type":"a","actor_id":"u","data":{"t":"\ud800 \u0000"}}]`,
      ),
    )
    expect(answer.events.map((receipt) => receipt.code)).toEqual(['validation_failed', 'validation_failed', undefined])
  })

  it('a bad NDJSON line is quarantined, its neighbours go on, blank lines are nothing', async () => {
    const body = `${JSON.stringify(event)}\r\n\n{"type":\n${JSON.stringify(event)}`
    const answer = await accepted(await send(body, { 'Content-Type': 'application/x-ndjson' }))
    expect(answer.events.map(({ index, status }) => [index, status])).toEqual([
      [0, 'accepted'],
      [1, 'quarantined'],
      [2, 'accepted'],
    ])
  })
})

describe('[§1] the golden rule: the app is resolved from the credential and nothing else', () => {
  it.each([
    ['an event', { ...event, app_id: 'x' }],
    ['an event of an array', [event, { ...event, tenant_id: 'x' }]],
    ['the envelope', { app_id: 'x', events: [event] }],
    ['a context', { ...event, context: { tenant_id: 'x' } }],
    ['an event of an envelope', { events: [{ ...event, app_id: 1 }] }],
  ])('%s that names an app is 400 app_id_forbidden', async (_, body) => {
    const response = await send(body)
    expect(response.status).toBe(400)
    expect(await codeOf(response)).toBe('app_id_forbidden')
  })

  it('even the caller’s own, in NDJSON and CloudEvents too', async () => {
    const own = { ...event, app_id: app.app.app_id }
    expect(await codeOf(await send(`${JSON.stringify(own)}\n`, { 'Content-Type': 'application/x-ndjson' }))).toBe('app_id_forbidden')
    const cloud = { specversion: '1.0', id: '1', source: '/s', type: 'a', app_id: app.app.app_id }
    expect(await codeOf(await send(cloud, { 'Content-Type': 'application/cloudevents+json' }))).toBe('app_id_forbidden')
  })

  it('a query that names an app is refused, data that does is not', async () => {
    const response = await door(`/v1/events?app%5Fid=${app.app.app_id}`, { method: 'POST', headers: app.auth, body: JSON.stringify(event) })
    expect(await codeOf(response)).toBe('app_id_forbidden')
    expect((await accepted(await send({ ...event, data: { app_id: 'x', tenant_id: 'y' } }))).accepted).toBe(1)
  })
})
