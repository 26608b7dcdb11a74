/** Every input format becomes the same candidates. CloudEvents come from the official SDK where it can make them. */
import { CloudEvent, HTTP } from 'cloudevents'
import { describe, expect, it } from 'vitest'
import type { Batch } from '../../domain/events/candidate.ts'
import { decodeText, readBody } from '../../domain/events/body.ts'
import { formatOf, mediaTypeOf } from '../../domain/events/format.ts'
import { readBatch } from '../../domain/events/read-batch.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const read = (headers: Record<string, string>, body: string | Uint8Array): Batch => {
  const result = tryRead(headers, body)
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.detail}`)
  return result.value
}
const tryRead = (headers: Record<string, string>, body: string | Uint8Array) => {
  const all = new Headers(headers)
  const format = formatOf(all)
  return format.ok ? readBatch(format.value, all, typeof body === 'string' ? bytes(body) : body) : format
}
const inputs = (batch: Batch) => batch.candidates.map((candidate) => candidate.input)
/** As JSON has it: without what is undefined. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

const json = { 'Content-Type': 'application/json' }
const structured = { 'Content-Type': 'application/cloudevents+json; charset=utf-8' }
const batched = { 'Content-Type': 'application/cloudevents-batch+json' }
const core = { specversion: '1.0', id: 'e1', source: '/shop', type: 'order.paid' }

describe('JSON', () => {
  it('one event, an array, an envelope', () => {
    expect(inputs(read(json, '{"type":"a"}'))).toEqual([{ type: 'a' }])
    expect(inputs(read(json, '[{"type":"a"},5]'))).toEqual([{ type: 'a' }, 5])
    const batch = read(json, '{"sent_at":"2026-11-21T12:00:00+01:00","events":[{}]}')
    expect([inputs(batch), batch.sentAt]).toEqual([[{}], Date.parse('2026-11-21T11:00:00Z')])
  })

  it('a byte order mark is no character', () => {
    expect(inputs(read(json, Uint8Array.of(0xef, 0xbb, 0xbf, ...bytes('[1]'))))).toEqual([1])
  })
})

describe('NDJSON', () => {
  it('a line is an event; a bad one is a bad event with its text; blank ones are none', () => {
    const { candidates } = read({ 'Content-Type': 'application/x-ndjson' }, '{"type":"a"}\r\n\r\n  \n{"type":\n[]\n')
    expect(candidates).toEqual([
      { input: { type: 'a' } },
      { input: undefined, text: '{"type":', issues: [expect.objectContaining({ code: 'invalid_json' })] },
      { input: [] },
    ])
  })
})

describe('CloudEvents 1.0', () => {
  const event = new CloudEvent({
    ...core,
    time: '2026-11-21T12:00:00.000Z',
    subject: 'ana maria/ü',
    datacontenttype: 'application/json',
    dataschema: 'https://s.example/x',
    data: { total: 5, text: 'é' },
    actortype: 'user',
    sessionid: 's1',
    deviceid: 'd1',
    feature: 'shop',
    action: 'pay',
    region: 'sp',
  })
  const translated = {
    id: 'e1',
    type: 'order.paid',
    actor_id: 'ana maria/ü',
    actor_type: 'user',
    action: 'pay',
    session_id: 's1',
    device_id: 'd1',
    feature: 'shop',
    occurred_at: '2026-11-21T12:00:00.000Z',
    data: { total: 5, text: 'é' },
    context: { cloudevent: { source: '/shop', datacontenttype: 'application/json', dataschema: 'https://s.example/x', region: 'sp' } },
  }
  const headersOf = (headers: object): Record<string, string> =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))

  it('structured mode, as the SDK makes it', () => {
    const message = HTTP.structured(event)
    expect(inputs(read(headersOf(message.headers), String(message.body))).map(plain)).toEqual([translated])
  })

  it('batch mode', () => {
    const body = JSON.stringify([event, { ...core, id: 'e2' }])
    expect(inputs(read(batched, body)).map(plain)).toEqual([
      translated,
      { id: 'e2', type: 'order.paid', actor_id: '/shop', context: { cloudevent: { source: '/shop' } } },
    ])
  })

  it('binary mode, with percent-encoded and quoted headers', () => {
    const message = HTTP.binary(event.cloneWith({ subject: 'plain' }, false))
    const headers = { ...headersOf(message.headers), 'ce-subject': 'ana%20maria%2F%C3%BC' }
    const input = plain(inputs(read(headers, String(message.body)))[0])
    expect(input).toMatchObject({ ...translated, context: { cloudevent: { source: '/shop', region: 'sp' } } })
    const quoted = {
      ...json,
      'ce-specversion': '1.0',
      'ce-id': '1',
      'ce-type': 'a',
      'ce-source': '/s',
      'ce-subject': String.raw`"a \"b\" 100%"`,
    }
    expect(inputs(read(quoted, ''))[0]).toMatchObject({ actor_id: 'a "b" 100%', data: undefined })
  })

  it('binary data by its media type: JSON, text, bytes', () => {
    const data = (type: string, body: string | Uint8Array) => {
      const headers = { 'Content-Type': type, 'ce-specversion': '1.0', 'ce-id': '1', 'ce-type': 'a', 'ce-source': '/s' }
      return inputs(read(headers, body)).map(plain)[0]
    }
    expect(data('application/json', '[1]')).toMatchObject({ data: { value: [1] } })
    expect(data('application/vnd.x+json', '{"a":1}')).toMatchObject({ data: { a: 1 } })
    expect(data('text/plain', 'hi')).toMatchObject({ data: { value: 'hi' } })
    expect(data('image/png', Uint8Array.of(255, 0))).toMatchObject({
      data: { base64: '/wA=' },
      context: { cloudevent: { datacontenttype: 'image/png' } },
    })
    expect(data('text/plain', '')).not.toHaveProperty('data')
  })

  it('binary data that is not what it says can not be read at all', () => {
    const headers = { ...json, 'ce-specversion': '1.0', 'ce-id': '1', 'ce-type': 'a', 'ce-source': '/s' }
    expect(tryRead(headers, '{')).toMatchObject({ error: { code: 'invalid_json' } })
    expect(tryRead(headers, Uint8Array.of(0x22, 0xff, 0x22))).toMatchObject({ error: { code: 'invalid_encoding' } })
  })

  it('actorid wins over subject, subject over source; nothing is lost', () => {
    expect(inputs(read(structured, JSON.stringify({ ...core, subject: 's', actorid: 42 })))[0]).toMatchObject({
      actor_id: '42',
      context: { cloudevent: { source: '/shop', subject: 's' } },
    })
  })

  it('data: objects as they are, other JSON as { value }, bytes as { base64 }, null as none', () => {
    const data = (fields: object) => plain(inputs(read(structured, JSON.stringify({ ...core, ...fields })))[0])
    expect(data({ data: 'x' })).toMatchObject({ data: { value: 'x' } })
    expect(data({ data: false })).toMatchObject({ data: { value: false } })
    expect(data({ data_base64: '/wA=' })).toMatchObject({ data: { base64: '/wA=' } })
    expect(data({ data: null, time: null })).not.toHaveProperty('data')
    const proto = inputs(read(structured, '{"specversion":"1.0","id":"1","source":"s","type":"a","data":{"__proto__":1}}'))[0]
    expect(JSON.stringify(proto)).toContain('"data":{"__proto__":1}')
  })

  it.each([
    [{ ...core, specversion: '0.3' }, 'specversion'],
    [{ ...core, specversion: undefined }, 'specversion'],
    [{ ...core, source: undefined }, 'source'],
    [{ ...core, id: '' }, 'id'],
    [{ ...core, data: 1, data_base64: '' }, 'data_base64'],
    [{ ...core, data_base64: '***' }, 'data_base64'],
    [{ ...core, userId: 'x' }, ''],
    [5, ''],
  ])('%j is one bad event: at %j', (sent, path) => {
    const [candidate] = read(batched, JSON.stringify([sent])).candidates
    expect(candidate?.issues?.[0]?.path).toBe(path)
    expect(candidate?.sent).toEqual(plain(sent))
  })

  it('the wrong outer shape is the request’s fault', () => {
    expect(tryRead(structured, '[]')).toMatchObject({ error: { code: 'validation_failed' } })
    expect(tryRead(batched, '{}')).toMatchObject({ error: { code: 'validation_failed' } })
  })
})

describe('headers', () => {
  it('a media type has parameters', () => {
    expect(mediaTypeOf('Application/JSON ; Charset="UTF-8"; x=y')).toEqual({ type: 'application/json', charset: 'utf-8' })
    expect(mediaTypeOf(null)).toEqual({ type: '', charset: null })
  })

  it('UTF-8 is decoded strictly', () => {
    expect(decodeText(Uint8Array.of(0xed, 0xa0, 0x80))).toMatchObject({ error: { code: 'invalid_encoding' } })
  })

  it('a length that is announced too large is refused unread', async () => {
    const request = new Request('http://x', { method: 'POST', body: 'x', headers: { 'Content-Length': '9000000' } })
    expect(await readBody(request)).toMatchObject({ error: { code: 'payload_too_large' } })
    expect(request.bodyUsed).toBe(false)
  })
})
