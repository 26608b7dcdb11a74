/**
 * CORS preflights of `POST /v1/events`. A preflight carries no key, so it can not know the app: it lets pass what some app
 * configured. The request itself is the judge: 403 and no CORS header unless its own app lists the origin.
 * Secrets have no business in a browser: a preflight that asks to send one gets no permission.
 */
import type { Context } from 'hono'
import { findConfiguredOrigins } from '../../storage/kernel/origin-lookup.ts'
import type { ConfiguredOrigins } from '../../storage/kernel/origin-lookup.ts'
import type { IngestHono } from './ingest-env.ts'

/** How old the set of origins may be: a preflight protects nothing, so this is only about how soon a new origin works. */
const freshMs = 5_000

const allowedHeader =
  /^(?:authorization|content-type|content-encoding|idempotency-key|traceparent|tracestate|x-prost-app-key|x-request-id|ce-[a-z0-9]+)$/

/** One set for all apps of the isolate, replaced as a whole; nothing in it says whose an origin is. */
type Held = { readonly at: number; readonly configured: ConfiguredOrigins }

export const preflight = (): ((c: Context<IngestHono>) => Promise<Response>) => {
  let held: Held | null = null
  const isConfigured = async (kernel: D1Database, origin: string): Promise<boolean> => {
    if (held === null || Date.now() - held.at >= freshMs) held = { at: Date.now(), configured: await originsOrAll(kernel) }
    return held.configured.origins.has(origin) || !held.configured.complete
  }
  return async (c) => {
    const origin = c.req.header('Origin')
    const asked = askedHeaders(c.req.header('Access-Control-Request-Headers'))
    const allowed = origin !== undefined && asked.every((name) => allowedHeader.test(name)) && (await isConfigured(c.env.KERNEL_DB, origin))
    return new Response(null, {
      status: 204,
      headers: {
        Allow: 'POST, OPTIONS',
        Vary: 'Origin, Access-Control-Request-Headers',
        ...(allowed ? permission(origin, asked) : {}),
      },
    })
  }
}

const permission = (origin: string, headers: readonly string[]): Record<string, string> => ({
  'Access-Control-Allow-Origin': origin,
  'Access-Control-Allow-Methods': 'POST',
  'Access-Control-Allow-Headers': headers.join(', '),
  'Access-Control-Max-Age': '600',
})

const askedHeaders = (header: string | undefined): string[] =>
  (header ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '')

/** Without the kernel every origin may ask: cached keys still work then, and the request itself is judged by them. */
const originsOrAll = async (kernel: D1Database): Promise<ConfiguredOrigins> => {
  try {
    return await findConfiguredOrigins(kernel)
  } catch {
    return { origins: new Set(), complete: false }
  }
}
