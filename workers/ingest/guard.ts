/**
 * Who may call the write door: health and preflights are open, the socket asks for itself because its key travels in a subprotocol, and
 * everything else takes at least the public half of a key with the scope `telemetry`. Default deny.
 */
import type { Context, MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Failure } from '../../contract/errors.ts'
import type { KeyDirectory } from '../../domain/credentials/key-directory.ts'
import type { Caller } from '../shared/caller.ts'
import { foreignOrigin, identify, keyMissing, lacksScope, mayCallFrom } from '../shared/key-caller.ts'
import { presentedBy } from '../shared/presented.ts'
import { problem } from '../shared/problem.ts'
import { setHeader } from '../shared/request-context.ts'
import type { Denials } from './denials.ts'
import type { IngestHono } from './ingest-env.ts'

const openRoutes: ReadonlySet<string> = new Set(['GET /healthz', 'HEAD /healthz', 'OPTIONS /v1/events', 'GET /v1/telemetry/socket'])

export const guard = (directory: KeyDirectory, denials: Denials): MiddlewareHandler<IngestHono> =>
  createMiddleware<IngestHono>(async (c, next) => {
    if (openRoutes.has(`${c.req.method} ${c.req.path}`)) return next()
    const presented = presentedBy(c.req.raw.headers)
    if (presented === null) return problem(c, keyMissing)
    const caller = await identify(presented, directory, c.env.KERNEL_DB, { request_id: c.get('requestId') })
    if (!caller.ok) return problem(c, caller.error)
    c.set('caller', caller.value)
    const origin = caller.value.kind === 'public' ? (c.req.header('Origin') ?? null) : null
    const denied = deniedBy(caller.value, origin)
    if (denied !== null) denials.note(c, caller.value, 'sendEvents', denied.code)
    if (denied === foreignOrigin) return problem(c, denied)
    if (denied === null) await next()
    else c.res = problem(c, denied)
    if (c.res.status === 429) denials.note(c, caller.value, 'sendEvents', 'rate_limited')
    if (origin !== null) allowOrigin(c, origin)
  })

/** A browser hears nothing at all from an app that does not list its origin; else it may read why it was refused. */
export const deniedBy = (caller: Caller, origin: string | null): Failure | null => {
  if (origin !== null && !mayCallFrom(caller, origin)) return foreignOrigin
  return lacksScope(caller, 'telemetry')
}

const allowOrigin = (c: Context<IngestHono>, origin: string): void => {
  setHeader(c, 'Access-Control-Allow-Origin', origin)
  setHeader(c, 'Access-Control-Expose-Headers', 'X-Request-Id, Retry-After, RateLimit, RateLimit-Policy')
  setHeader(c, 'Vary', 'Origin')
}
