/** Reading events through the public door: lists, one, exports, quarantine and sending it again. */
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Problem } from '../../contract/problem.ts'
import type { QuarantinedEvent, StoredEvent } from '../../contract/events.ts'
import { storedEvent } from '../../contract/events.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call, idsOf, storeEvents, storeQuarantine } from './gateway-harness.ts'

const slashId = 'videojs/http-streaming@7f0a3c1:0'
const awkwardIds = [slashId, '100% sure', 'a?b#c&d', 'ä/漢字/😀', '%2F', 'with+plus and blank', '..%2e']
const start = Math.floor(Date.now() / 60_000) * 60_000 - 600_000
const at = (seconds: number): string => new Date(start + seconds * 1_000).toISOString()

let app: SeededApp

beforeAll(async () => {
  app = await seedApp({ event_shard: 1 })
  await storeEvents(
    app.app,
    awkwardIds.map((id, index) => ({
      id,
      received_at: start + index * 1_000,
      type: index === 0 ? 'nav.view' : 'interaction.like',
      actor_id: `u${index}`,
      session_id: `s${index % 2}`,
    })),
  )
})

describe('GET /v1/events/{id}', () => {
  test.each(awkwardIds)('an id may hold any character: %s', async (id) => {
    const answer = await call('GET', `/v1/events/${encodeURIComponent(id)}`, { auth: app.auth })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('Cache-Control')).toBe('no-store')
    expect(storedEvent.parse(await answer.json()).id).toBe(id)
  })

  test('an id that nobody sent, and one that nobody can send: 404', async () => {
    for (const id of ['nobody', 'n'.repeat(129), '%00'])
      expect((await call('GET', `/v1/events/${id}`, { auth: app.auth })).status).toBe(404)
  })
})

describe('GET /v1/events', () => {
  test('newest first, cut by every filter', async () => {
    const list = async (query: string): Promise<string[]> => idsOf(await call('GET', `/v1/events?${query}`, { auth: app.auth }))
    expect(await list('')).toEqual(awkwardIds.toReversed())
    expect(await list('type=nav.view')).toEqual([slashId])
    expect(await list('actor_id=u2')).toEqual([awkwardIds[2]])
    expect(await list('session_id=s1')).toEqual([awkwardIds[5], awkwardIds[3], awkwardIds[1]])
    expect(await list(`from=${at(2)}&to=${at(4)}`)).toEqual([awkwardIds[3], awkwardIds[2]])
  })

  test('an offset in from is the same moment', async () => {
    const shifted = `${new Date(start + 2_000 + 2 * 3_600_000).toISOString().slice(0, -1)}+02:00`
    const answer = await call('GET', `/v1/events?from=${encodeURIComponent(shifted)}&to=${at(4)}`, { auth: app.auth })
    expect(await idsOf(answer)).toEqual([awkwardIds[3], awkwardIds[2]])
  })

  test('pages by cursor give everything once', async () => {
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const query = new URLSearchParams({ limit: '2', ...(cursor === '' ? {} : { cursor }) })
      const answer = await call('GET', `/v1/events?${query.toString()}`, { auth: app.auth })
      const page = await answer.json<{ data: StoredEvent[]; next_cursor: string | null }>()
      expect(page.data.length).toBeLessThanOrEqual(2)
      seen.push(...page.data.map(({ id }) => id))
      cursor = page.next_cursor
    }
    expect(seen).toEqual(awkwardIds.toReversed())
  })

  test.each(['x', '%00', 'bnVsbA', 'W10', '-', 'a'.repeat(1_024)])('a cursor that no list gave out: 400 (%s)', async (cursor) => {
    const answer = await call('GET', `/v1/events?cursor=${cursor}`, { auth: app.auth })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ code: 'invalid_cursor' })
  })

  test.each([
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=-1', 'limit'],
    ['limit=1e2', 'limit'],
    ['limit=', 'limit'],
    ['type=Not%20A%20Type', 'type'],
    ['from=yesterday', 'from'],
    ['to=2026-01-01', 'to'],
    ['actor_id=', 'actor_id'],
  ])('%s: 422 that names the parameter', async (query, path) => {
    const answer = await call('GET', `/v1/events?${query}`, { auth: app.auth })
    expect(answer.status).toBe(422)
    const { code, errors } = await answer.json<Problem>()
    expect({ code, path: errors?.[0]?.path }).toEqual({ code: 'validation_failed', path })
  })

  test('limit may be 200, and a parameter nobody knows is nobody’s business', async () => {
    expect((await call('GET', '/v1/events?limit=200&_=1', { auth: app.auth })).status).toBe(200)
  })

  test('[K2] a query that names an app is refused, even the own', async () => {
    for (const name of ['app_id', 'tenant_id']) {
      const answer = await call('GET', `/v1/events?${name}=${app.app.app_id}`, { auth: app.auth })
      expect({ status: answer.status, problem: await answer.json() }).toMatchObject({ status: 400, problem: { code: 'app_id_forbidden' } })
    }
  })
})

describe('GET /v1/events/export', () => {
  const nasty = ['=1+1', '+x', '-x', '@x', '\tx', '\rx', 'a,b', 'say "hi"', 'two\r\nlines', 'plain']
  let many: SeededApp

  beforeAll(async () => {
    many = await seedApp()
    const events = Array.from({ length: 2_500 }, (_, index) => ({
      id: `e-${index}`,
      received_at: start + index * 20,
      actor_id: nasty[index % nasty.length] ?? '',
    }))
    for (let from = 0; from < events.length; from += 500) await storeEvents(many.app, events.slice(from, from + 500))
  })

  test('NDJSON: every event of many pages once, oldest first', async () => {
    const answer = await call('GET', '/v1/events/export?format=ndjson', { auth: many.auth })
    expect(answer.headers.get('Content-Type')).toBe('application/x-ndjson; charset=utf-8')
    expect(answer.headers.get('Content-Disposition')).toBe('attachment; filename="events.ndjson"')
    const lines = new TextDecoder()
      .decode(await answer.arrayBuffer())
      .trimEnd()
      .split('\n')
    expect(lines.map((line) => storedEvent.parse(JSON.parse(line)).id)).toEqual(Array.from({ length: 2_500 }, (_, index) => `e-${index}`))
  })

  test('it streams: the first pages are there before the last is asked for', async () => {
    const answer = await call('GET', '/v1/events/export', { auth: many.auth })
    const reader = answer.body?.getReader()
    const first = await reader?.read()
    expect(first?.done).toBe(false)
    expect(first?.value?.byteLength).toBeLessThan(2_500 * 100)
    await reader?.cancel()
  })

  test('CSV by RFC 4180, and nothing a spreadsheet would run', async () => {
    const to = new Date(start + nasty.length * 20).toISOString()
    const answer = await call('GET', `/v1/events/export?format=csv&to=${to}`, { auth: many.auth })
    expect(answer.headers.get('Content-Type')).toBe('text/csv; charset=utf-8; header=present')
    const text = await answer.text()
    const header =
      'id,type,actor_id,actor_type,action,session_id,device_id,feature,occurred_at,received_at,skew_ms,skewed,bot,data,context\r\n'
    expect(text.startsWith(header)).toBe(true)
    const guarded = ["'=1+1", "'+x", "'-x", "'@x", "'\tx", '"\'\rx"', '"a,b"', '"say ""hi"""', '"two\r\nlines"', 'plain']
    for (const [index, actor] of guarded.entries()) expect(text).toContain(`\r\ne-${index},interaction.like,${actor},,,,,,`)
    expect(text.endsWith('{},{}\r\n')).toBe(true)
  })

  test('a range without events is an empty export, with its header line', async () => {
    const query = 'from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z'
    const ndjson = await call('GET', `/v1/events/export?${query}`, { auth: many.auth })
    expect(new Uint8Array(await ndjson.arrayBuffer())).toHaveLength(0)
    const csv = await call('GET', `/v1/events/export?format=csv&${query}`, { auth: many.auth })
    expect((await csv.text()).split('\r\n')).toHaveLength(2)
  })

  test('another format: 422', async () => {
    expect((await call('GET', '/v1/events/export?format=xlsx', { auth: many.auth })).status).toBe(422)
  })
})

describe('quarantine', () => {
  const good = { type: 'interaction.like', actor_id: 'u1' }
  let held: SeededApp

  beforeAll(async () => {
    held = await seedApp()
    await storeQuarantine(held.app, [
      { id: 'was/bad@1', raw: '{"type":"Not A Type","actor_id":"u1"}', received_at: start },
      { id: 'now-fine', raw: JSON.stringify(good), received_at: start + 1_000 },
      { id: 'now-fine-too', raw: JSON.stringify({ ...good, id: 'given' }), received_at: start + 1_500 },
      { id: 'cut', raw: '{"type":"interaction.like","data":{"x":"', truncated: true, received_at: start + 2_000 },
      { id: 'not-json', raw: '{"type":', received_at: start + 3_000 },
      { id: 'huge-number', raw: '{"type":"interaction.like","actor_id":"u1","data":{"n":1e400}}', received_at: start + 4_000 },
      { id: 'envelope', raw: '{"events":[{"type":"interaction.like","actor_id":"u1"}]}', received_at: start + 5_000 },
      { id: 'to-fix', raw: '{"type":"Not A Type","actor_id":"u1"}', received_at: start + 6_000 },
    ])
  })

  const resubmit = (id: string, json?: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    call('POST', `/v1/events/quarantine/${encodeURIComponent(id)}/resubmit`, {
      auth: held.auth,
      headers,
      ...(json === undefined ? {} : { json }),
    })
  const row = async (id: string): Promise<QuarantinedEvent> =>
    (await call('GET', `/v1/events/quarantine/${encodeURIComponent(id)}`, { auth: held.auth })).json()

  test('list, newest first and paged, and one with its reason', async () => {
    const first = await call('GET', '/v1/events/quarantine?limit=7', { auth: held.auth })
    const page = await first.json<{ data: QuarantinedEvent[]; next_cursor: string }>()
    expect(page.data[0]?.id).toBe('to-fix')
    const second = await call('GET', `/v1/events/quarantine?limit=7&cursor=${encodeURIComponent(page.next_cursor)}`, { auth: held.auth })
    expect(await idsOf(second)).toEqual(['was/bad@1'])
    expect(await row('was/bad@1')).toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'type' }],
      resubmitted_at: null,
      event_id: null,
    })
    expect((await call('GET', '/v1/events/quarantine?cursor=x', { auth: held.auth })).status).toBe(400)
  })

  test('[E6] the fixed event goes through the door, gets its receipt, and the row says so', async () => {
    const answer = await resubmit('was/bad@1', { event: { ...good, id: 'fixed/1' } })
    expect(answer.status).toBe(202)
    expect(await answer.json()).toMatchObject({ accepted: 1, events: [{ id: 'fixed/1', status: 'accepted' }] })
    const marked = await row('was/bad@1')
    expect(marked.event_id).toBe('fixed/1')
    expect(marked.resubmitted_at).toMatch(/^\d{4}-.*Z$/)
  })

  test('[F2] an event without an id, sent again and again, is one event', async () => {
    const ids = new Set<string>()
    for (let round = 0; round < 3; round++) {
      const { events } = await (await resubmit('now-fine')).json<{ events: { id: string; status: string }[] }>()
      expect(events[0]?.status).toMatch(/^(accepted|duplicate)$/)
      ids.add(events[0]?.id ?? '')
    }
    expect([...ids]).toEqual([(await row('now-fine')).event_id])
  })

  test('an id that the sender gave is kept', async () => {
    expect(await (await resubmit('now-fine-too')).json()).toMatchObject({ events: [{ id: 'given', status: 'accepted' }] })
  })

  test('[F1] what is still bad is answered so, and the row stays open', async () => {
    const answer = await resubmit('to-fix')
    expect(answer.status).toBe(202)
    expect(await answer.json()).toMatchObject({
      accepted: 0,
      quarantined: 1,
      events: [{ status: 'quarantined', code: 'validation_failed' }],
    })
    expect((await row('to-fix')).resubmitted_at).toBeNull()
  })

  test('the stored text goes as it was: no number is made finite, no event becomes an envelope', async () => {
    expect(await (await resubmit('huge-number')).json()).toMatchObject({ accepted: 0, events: [{ code: 'number_out_of_range' }] })
    expect(await (await resubmit('envelope')).json()).toMatchObject({ accepted: 0, quarantined: 1 })
  })

  test.each(['cut', 'not-json'])('what can not be sent as it was needs a fix: 422 (%s)', async (id) => {
    const answer = await resubmit(id)
    expect(answer.status).toBe(422)
    expect((await row(id)).resubmitted_at).toBeNull()
    expect(await (await resubmit(id, { event: { ...good, type: 'Still bad' } })).json()).toMatchObject({ quarantined: 1 })
    expect(await (await resubmit(id, { event: good })).json()).toMatchObject({ accepted: 1, events: [{ id }] })
  })

  test('[K2] an app named in the body or in the event is refused', async () => {
    for (const body of [
      { app_id: held.app.app_id },
      { event: { ...good, app_id: held.app.app_id } },
      { event: { ...good, context: { tenant_id: 'x' } } },
    ])
      expect(await (await resubmit('to-fix', body)).json()).toMatchObject({ code: 'app_id_forbidden' })
  })

  test('another app’s row is 404 and stays as it is', async () => {
    const answer = await call('POST', '/v1/events/quarantine/to-fix/resubmit', { auth: app.auth, json: { event: good } })
    expect(answer.status).toBe(404)
    expect(
      await env.EVENTS_00.prepare('SELECT count(*) AS n FROM quarantine WHERE app_id = ? AND id = ? AND resubmitted_at IS NOT NULL')
        .bind(held.app.app_id, 'to-fix')
        .first('n'),
    ).toBe(0)
  })
})
