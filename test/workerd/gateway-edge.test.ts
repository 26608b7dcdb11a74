/** The rules of every route, seen through the gateway: problems, ids, traces, methods, forwarding, readiness, the shell's headers. */
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test } from 'vitest'
import { problem } from '../../contract/problem.ts'
import { readiness } from '../../contract/operations/platform.ts'
import type { GatewayBindings } from '../../workers/gateway/bindings.ts'
import { Readiness } from '../../workers/gateway/readiness.ts'
import { createShell } from '../../workers/gateway/shell.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call, opsAuth, origin, storeEvents } from './gateway-harness.ts'

let app: SeededApp
beforeAll(async () => {
  app = await seedApp()
})

const uuidv7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe('[K1] problems', () => {
  test.each([
    ['GET', '/v1/nothing', 404],
    ['GET', '/v1', 404],
    ['GET', '/v1/', 404],
    ['GET', '/v1/telemetry/other', 404],
    ['GET', '/v1/events', 401],
    ['GET', '/v1/ops/dead-letters', 401],
    ['POST', '/v1/events', 401],
  ])('%s %s is a problem of the full shape, never the shell', async (method, path, status) => {
    const answer = await call(method, path)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json')
    const body = problem.parse(await answer.json())
    expect(body.status).toBe(status)
    expect(body.request_id).toBe(answer.headers.get('X-Request-Id'))
    expect(body.request_id).toMatch(uuidv7)
  })

  test('a 401 says how to come in', async () => {
    expect((await call('GET', '/v1/events')).headers.get('WWW-Authenticate')).toMatch(/^Basic/)
    expect((await call('GET', '/v1/ops/dead-letters')).headers.get('WWW-Authenticate')).toMatch(/^Bearer/)
  })

  test.each([
    ['POST', '/v1/auth/refresh', {}],
    ['POST', '/v1/auth/login', { email: 'nobody@example.com', password: 'a wrong password' }],
    ['GET', '/v1/me', undefined],
    ['GET', '/v1/apps', undefined],
  ])('%s %s never says Basic: a browser would open a window of its own and hold the page', async (method, path, json) => {
    const answer = await call(method, path, { json })
    expect([answer.status, answer.headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer realm="prost"'])
  })
})

describe('[K1] every answer names its request', () => {
  test.each(['/healthz', '/v1/openapi.json', '/v1/nothing', '/', '/admin'])('%s', async (path) => {
    expect((await call('GET', path)).headers.get('X-Request-Id')).toMatch(uuidv7)
    const given = await call('GET', path, { headers: { 'X-Request-Id': 'mine-1' } })
    expect(given.headers.get('X-Request-Id')).toBe('mine-1')
  })

  test('a forwarded request keeps one id through both Workers', async () => {
    const answer = await call('POST', '/v1/events', { auth: app.auth, body: '{', headers: { 'Content-Type': 'application/json' } })
    expect(problem.parse(await answer.json()).request_id).toBe(answer.headers.get('X-Request-Id'))
  })

  test('a trace is continued with a span of our own; a broken one is not', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
    const traceparent = `00-${trace}-00f067aa0ba902b7-01`
    for (const [method, path] of [
      ['GET', '/healthz'],
      ['POST', '/v1/events'],
    ] as const) {
      const answer = await call(method, path, { headers: { traceparent } })
      expect(answer.headers.get('traceparent')).toMatch(new RegExp(`^00-${trace}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`))
    }
    expect((await call('GET', '/healthz', { headers: { traceparent: 'x' } })).headers.get('traceparent')).toBeNull()
  })
})

describe('[K1] a wrong method is 405 with what the path takes', () => {
  test.each([
    ['PUT', '/v1/events', 'GET, HEAD, POST, OPTIONS'],
    ['DELETE', '/v1/events/some-id', 'GET, HEAD'],
    ['POST', '/v1/metrics', 'GET, HEAD'],
    ['GET', '/v1/metrics/verify', 'POST'],
    ['GET', '/v1/actors/u/label', 'PUT'],
    ['POST', '/v1/telemetry/socket', 'GET, HEAD'],
    ['DELETE', '/v1/ops/dead-letters', 'GET, HEAD'],
    ['OPTIONS', '/v1/metrics', 'GET, HEAD'],
    ['POST', '/healthz', 'GET, HEAD'],
    ['POST', '/admin', 'GET, HEAD'],
  ])('%s %s', async (method, path, allow) => {
    const answer = await call(method, path, { auth: app.auth })
    expect(answer.status).toBe(405)
    expect(answer.headers.get('Allow')).toBe(allow)
    expect(problem.parse(await answer.json()).code).toBe('method_not_allowed')
  })

  test('HEAD is GET without a body', async () => {
    const answer = await call('HEAD', '/v1/metrics', { auth: app.auth })
    expect([answer.status, await answer.text()]).toEqual([200, ''])
  })
})

describe('forwarding to the ingest door', () => {
  test('POST /v1/events is the door’s, GET is the gateway’s', async () => {
    const sent = await call('POST', '/v1/events', { auth: app.auth, json: { type: 'a.b', actor_id: 'u' } })
    expect(sent.status).toBe(202)
    expect(await sent.json()).toMatchObject({ accepted: 1 })
    expect((await call('GET', '/v1/events', { auth: app.auth })).status).toBe(200)
  })

  test('a preflight passes', async () => {
    const answer = await call('OPTIONS', '/v1/events', { headers: { Origin: 'https://x.test', 'Access-Control-Request-Method': 'POST' } })
    expect(answer.status).toBe(204)
  })

  test('a socket opens through the gateway and answers the heartbeat', async () => {
    const answer = await call('GET', '/v1/telemetry/socket', {
      headers: { Upgrade: 'websocket', 'Sec-WebSocket-Protocol': `prost.v1, key.${app.key}` },
    })
    expect(answer.status).toBe(101)
    expect(answer.headers.get('X-Request-Id')).toMatch(uuidv7)
    const socket = answer.webSocket
    if (!socket) throw new Error('no socket')
    const heard = Promise.withResolvers<void>()
    socket.addEventListener('message', ({ data }) => data === 'pong' && heard.resolve())
    socket.accept()
    socket.send('ping')
    await heard.promise
    socket.close(1000)
  })
})

describe('GET /readyz', () => {
  const ready = async (bindings: Partial<GatewayBindings> = {}): Promise<Record<string, string>> => {
    const given = { ...bound, ...bindings }
    const answer = readiness.parse(await new Readiness(Date.now).check(given))
    return { all: answer.status, ...Object.fromEntries(answer.components.map(({ name, status }) => [name, status])) }
  }
  const up = { fetch: () => Promise.resolve(new Response('{}')) }
  const bound: GatewayBindings = { ...env, INGEST: up, SYNC: up, REALTIME: up }
  /** Answers, and holds nothing. */
  const blank = new Proxy(env.EVENTS_00, { get: () => () => ({ first: () => Promise.resolve(null) }) })
  const broken = new Proxy(env.EVENTS_01, {
    get: () => () => {
      throw new Error('D1_ERROR: secret host 10.0.0.1')
    },
  })

  test('through the door, without a credential and without internals', async () => {
    const answer = await call('GET', '/readyz')
    expect(answer.status).toBe(200)
    const { components } = readiness.parse(await answer.json())
    expect(components.map(({ name }) => name)).toEqual([
      'configuration',
      'kernel_db',
      'events_db_00',
      'events_db_01',
      'ingest',
      'sync',
      'realtime',
      'media',
      'rollup',
    ])
  })

  test('all parts answer; a rollup that never wrote is unknown, and that does not count', async () => {
    const parts = await ready({ EVENTS_00: blank, EVENTS_01: blank })
    const others = { kernel_db: 'ok', events_db_00: 'ok', events_db_01: 'ok', ingest: 'ok', sync: 'ok', realtime: 'ok', media: 'ok' }
    expect(parts).toEqual({ all: 'ok', configuration: 'ok', ...others, rollup: 'unknown' })
    await storeEvents(app.app, [{ id: 'ready' }])
    expect(await ready()).toMatchObject({ all: 'ok', rollup: 'ok' })
  })

  test('a part that is away is down, the others stay as they are, and nothing is told of why', async () => {
    expect(await ready({ EVENTS_01: broken })).toMatchObject({ all: 'down', events_db_00: 'ok', events_db_01: 'down' })
    expect(await ready({ INGEST: { fetch: () => Promise.resolve(new Response(null, { status: 500 })) } })).toMatchObject({
      all: 'down',
      ingest: 'down',
    })
    const withoutMedia = {
      fetch: async (input: RequestInfo | URL) => new Response(null, { status: new Request(input).url.endsWith('/readyz') ? 503 : 200 }),
    }
    expect(await ready({ SYNC: withoutMedia })).toMatchObject({ all: 'down', sync: 'ok', media: 'down' })
    expect(JSON.stringify(await new Readiness(Date.now).check({ ...bound, EVENTS_01: broken }))).not.toContain('10.0.0.1')
  })

  test('a part that hangs is down after a bounded wait', async () => {
    expect(await ready({ INGEST: { fetch: () => new Promise(() => {}) } })).toMatchObject({ ingest: 'down', kernel_db: 'ok' })
  })

  test('asked often, it asks the parts once a second', async () => {
    let asked = 0
    let now = 1_000
    const checks = new Readiness(() => now)
    const counting = { ...bound, INGEST: { fetch: () => Promise.resolve(new Response(String(asked++))) } }
    for (const at of [1_000, 1_500, 1_999, 2_000]) {
      now = at
      await checks.check(counting)
    }
    expect(asked).toBe(2)
  })
})

describe('the web shell', () => {
  const files = {
    fetch: () => Promise.resolve(new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html; charset=utf-8' } })),
  }
  const page = (path: string, init?: RequestInit) => createShell().request(`${origin}${path}`, init, { ...env, ASSETS: files })

  test.each(['/', '/admin', '/anything/else'])('%s is kept to itself', async (path) => {
    const { headers, status } = await page(path)
    expect(status).toBe(200)
    const policy = headers.get('Content-Security-Policy') ?? ''
    for (const rule of [
      `default-src 'none'`,
      `script-src 'self'`,
      `style-src 'self'`,
      `object-src 'none'`,
      `base-uri 'none'`,
      `frame-ancestors 'none'`,
      `require-trusted-types-for 'script'`,
      `trusted-types 'none'`,
    ])
      expect(policy).toContain(rule)
    expect(policy).not.toMatch(/unsafe|data:|https?:|\*/)
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(headers.get('Referrer-Policy')).toBe('no-referrer')
    expect(headers.get('Cache-Control')).toBe('no-cache')
  })

  test('a deployment without the shell has none', async () => {
    const answer = await call('GET', '/admin')
    expect(answer.status).toBe(404)
  })

  test('the operations token is no use there', async () => {
    expect((await call('POST', '/', { auth: opsAuth })).status).toBe(405)
  })
})

test('GET /v1/openapi.json is the document', async () => {
  const document = await (await call('GET', '/v1/openapi.json')).json<{ openapi: string; paths: Record<string, unknown> }>()
  expect(document.openapi).toBe('3.1.1')
  expect(Object.keys(document.paths)).toContain('/v1/events/quarantine/{id}/resubmit')
})
