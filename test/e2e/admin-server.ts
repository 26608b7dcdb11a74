/**
 * A stand-in for the platform that only the page's tests use: serves a built web shell under the strict CSP, and answers the two
 * reading routes from a `World` the test holds. Every answer is parsed by the contract's schemas before it leaves, so that
 * the page is only ever tested against what the contract says.
 */
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { ErrorCode } from '../../contract/errors.ts'
import { errorTable } from '../../contract/errors.ts'
import { problem } from '../../contract/problem.ts'
import type { MetricsSnapshot } from '../../contract/metrics.ts'
import { metricsSnapshot, seriesAnswer } from '../../contract/metrics.ts'
import type { World } from './admin-world.ts'
import { pair } from './admin-world.ts'

export type Asked = {
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  aborted: boolean
}

/** At least as strict as the gateway's. */
const csp = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}
const minuteMs = 60_000

export async function startAdminServer(site: string, world: World) {
  const asked: Asked[] = []
  const pages = { gzipBytes: 0, requests: 0 }
  const api = { open: 0, mostAtOnce: 0 }

  const serveFile = async (path: string, response: ServerResponse): Promise<void> => {
    const file = extname(path) === '' ? '/index.html' : normalize(path)
    const body = await readFile(join(site, file))
    pages.requests += 1
    pages.gzipBytes += gzipSync(body).length
    response
      .writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream', 'content-security-policy': csp })
      .end(body)
  }

  const serveApi = (request: IncomingMessage, url: URL, response: ServerResponse): void => {
    const entry: Asked = { path: url.pathname, query: url.searchParams, headers: request.headers, aborted: false }
    asked.push(entry)
    api.open += 1
    api.mostAtOnce = Math.max(api.mostAtOnce, api.open)
    response.on('close', () => {
      api.open -= 1
      entry.aborted = !response.writableFinished
    })
    if (world.api === 'down') request.socket.destroy()
    else if (world.api === 'up') answer(world, entry, response)
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (url.pathname.startsWith('/v1/')) serveApi(request, url, response)
    else serveFile(url.pathname, response).catch(() => response.writeHead(404).end())
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const close = (): Promise<void> =>
    new Promise((done) => {
      server.close(() => done())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${address.port}`, asked, pages, api, close }
}
export type AdminServer = Awaited<ReturnType<typeof startAdminServer>>

function answer(world: World, entry: Asked, response: ServerResponse): void {
  const known = entry.headers['x-prost-app-key'] === pair.key && entry.headers['x-prost-app-secret'] === pair.secret
  if (!known) return fail(response, 'invalid_credentials')
  if (world.failure) return fail(response, world.failure.code, world.failure.headers)
  if (entry.path === '/v1/metrics') return send(response, metricsSnapshot.parse(snapshotOf(world)))
  if (entry.path === '/v1/metrics/series' && world.series === 'up') return send(response, seriesAnswer.parse(seriesOf(world, entry.query)))
  return fail(response, 'temporarily_unavailable')
}

const snapshotOf = (world: World): MetricsSnapshot => ({ as_of: new Date(Date.now() - world.lagMs).toISOString(), ...world.counts })

/** Buckets from `from` to before `to`, zeros present, as CONTRACT §2 has them. */
function seriesOf(world: World, query: URLSearchParams) {
  const from = Date.parse(query.get('from') ?? '')
  const to = Date.parse(query.get('to') ?? '')
  const count = Math.round((to - from) / minuteMs)
  const data = Array.from({ length: count }, (_, index) => ({
    at: new Date(from + index * minuteMs).toISOString(),
    value: world.eventsAt(count - 1 - index),
  }))
  return {
    metric: query.get('metric'),
    type: null,
    interval: query.get('interval'),
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    data,
  }
}

const send = (response: ServerResponse, body: unknown): void =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))

function fail(response: ServerResponse, code: ErrorCode, headers: Record<string, string> = {}): void {
  const { status, title } = errorTable[code]
  const body = problem.parse({ type: 'about:blank', title, status, detail: `${title}.`, code, request_id: 'test' })
  response.writeHead(status, { 'content-type': 'application/problem+json', ...headers }).end(JSON.stringify(body))
}
