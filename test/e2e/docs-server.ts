/** A stand-in for the platform that only the page `/docs` needs: a built web shell under the strict CSP, and the API document. */
import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { extname, join, normalize, resolve } from 'node:path'

/** At least as strict as the gateway's. */
const csp = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
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

const documentFile = resolve(import.meta.dirname, '../../docs/api/openapi.json')

/** What the stand-in answers to `/v1/openapi.json`: the document, or nothing. */
export type DocsWorld = { api: 'up' | 'down' }

export async function startDocsServer(site: string, world: DocsWorld) {
  const serveFile = async (path: string, response: ServerResponse): Promise<void> => {
    const file = extname(path) === '' ? '/index.html' : normalize(path)
    const body = await readFile(join(site, file))
    response
      .writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream', 'content-security-policy': csp })
      .end(body)
  }
  const serveDocument = async (response: ServerResponse): Promise<void> => {
    if (world.api === 'down') response.writeHead(503).end()
    else response.writeHead(200, { 'content-type': 'application/json' }).end(await readFile(documentFile))
  }

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const served = pathname === '/v1/openapi.json' ? serveDocument(response) : serveFile(pathname, response)
    served.catch(() => response.writeHead(404).end())
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
export type DocsServer = Awaited<ReturnType<typeof startDocsServer>>
