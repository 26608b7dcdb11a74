/**
 * A stand-in for the platform that only the pages' tests use: serves a built web shell under the strict CSP, and answers the API from a
 * `World` the test holds. What the API answers is in `admin-routes.ts`.
 */
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { gzipSync } from 'node:zlib'
import { now } from './admin-clock.ts'
import { liveFile } from './admin-live.ts'
import { answer } from './admin-routes.ts'
import type { World } from './admin-world.ts'

export type Asked = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  /** Undefined until it has come, and where there is none. */
  body: unknown
  aborted: boolean
}

/** At least as strict as the gateway's. */
const csp = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  'media-src blob:',
  "manifest-src 'self'",
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
  '.webmanifest': 'application/manifest+json',
}

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

  const serveApi = async (request: IncomingMessage, url: URL, response: ServerResponse): Promise<void> => {
    const { method = 'GET', headers } = request
    const entry: Asked = { method, path: url.pathname, query: url.searchParams, headers, body: undefined, aborted: false }
    asked.push(entry)
    api.open += 1
    api.mostAtOnce = Math.max(api.mostAtOnce, api.open)
    response.on('close', () => {
      api.open -= 1
      entry.aborted = !response.writableFinished
    })
    entry.body = await bodyOf(request)
    if (world.api === 'down') request.socket.destroy()
    else if (world.api === 'up') answer(world, entry, response)
  }

  const serveLive = async (path: string, response: ServerResponse): Promise<void> => {
    const { channel } = world
    if (channel === null || channel.live.door === 'down') return void response.destroy()
    const file = await liveFile(channel.live, path.replace(`/live/${channel.id}/`, ''))
    if (file === null) return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': file.type }).end(file.body)
  }

  const serve = (request: IncomingMessage, url: URL, response: ServerResponse): Promise<void> => {
    if (url.pathname.startsWith('/v1/') || url.pathname === '/readyz') return serveApi(request, url, response)
    return url.pathname.startsWith('/live/') ? serveLive(url.pathname, response) : serveFile(url.pathname, response)
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    response.setHeader('date', new Date(now()).toUTCString())
    serve(request, url, response).catch((error: unknown) => response.headersSent || response.writeHead(404).end(String(error)))
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

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text === '' ? undefined : JSON.parse(text)
}
