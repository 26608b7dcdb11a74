/**
 * The built shell on a port of its own, with the gateway's own headers and compressed as at the edge; the API answers
 * only what the pages of nobody need.
 */
import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { gzipSync } from 'node:zlib'
import { root } from '../../scripts/build.ts'
import { shellHeaders } from '../../workers/gateway/shell-headers.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.webmanifest': 'application/manifest+json',
}

const site = join(root, 'dist/web')

async function assetOf(url: string): Promise<Response> {
  const { pathname } = new URL(url)
  const file = extname(pathname) === '' ? '/index.html' : normalize(pathname)
  const body = await readFile(join(site, file))
  return new Response(new Uint8Array(body), { headers: { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' } })
}

const kept = { 'Cache-Control': 'public, max-age=31536000, immutable', 'X-Content-Type-Options': 'nosniff' }

async function answerOf(url: string): Promise<Response> {
  const { pathname } = new URL(url)
  if (pathname === '/v1/openapi.json') {
    const body = await readFile(join(root, 'docs/api/openapi.json'), 'utf8')
    return new Response(body, { headers: { 'Content-Type': 'application/json' } })
  }
  if (pathname === '/v1/shell') return Response.json({ channel_id: null })
  // Nobody is signed in; said so that a browser does not write it down as an error of the page.
  if (pathname.startsWith('/v1/')) return new Response(null, { status: 204 })
  const answer = await assetOf(url)
  const headers = pathname.startsWith('/assets/') ? kept : { ...shellHeaders, 'Cache-Control': 'no-cache' }
  for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value)
  return answer
}

async function reply(url: string, response: ServerResponse): Promise<void> {
  const answer = await answerOf(url)
  const body = gzipSync(new Uint8Array(await answer.arrayBuffer()))
  if (answer.status === 204) response.writeHead(204).end()
  else response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), 'content-encoding': 'gzip' }).end(body)
}

export async function serveSite(): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const url = `http://${request.headers.host ?? 'localhost'}${request.url ?? '/'}`
    reply(url, response).catch(() => response.writeHead(404).end())
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const close = (): Promise<void> =>
    new Promise((done) => {
      server.close(() => done())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${address.port}`, close }
}
