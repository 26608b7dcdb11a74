/** The way to the ingest Worker: the request as it came, under this request's id and trace. Who may is decided there. */
import type { Context, Hono } from 'hono'
import { operations } from '../../contract/http.ts'
import { errorText, logError, requestMark } from '../shared/log.ts'
import { problem } from '../shared/problem.ts'
import type { Route } from '../shared/guard.ts'
import { traceparentOf } from '../shared/trace.ts'
import type { ApiEnv } from './bindings.ts'

const forwarded = operations.filter(({ door }) => door === 'ingest')

/** For the guard: the ingest door asks for the key itself. */
export const forwardedRoutes: readonly Route[] = forwarded.map(({ method, path }) => `${upper(method)} ${path}` as const)

export const forwardToIngest = (app: Hono<ApiEnv>): void => {
  for (const { method, path } of forwarded) app.on(upper(method), path, (c) => toIngest(c, c.req.raw))
}

/** 503 when the door can not be reached: nothing was promised. */
export const toIngest = async (c: Context<ApiEnv>, request: Request): Promise<Response> => {
  const trace = c.get('trace')
  const headers = new Headers(request.headers)
  headers.set('X-Request-Id', c.get('requestId'))
  if (trace !== null) headers.set('traceparent', traceparentOf(trace))
  try {
    return await c.env.INGEST.fetch(new Request(request, { headers }))
  } catch (cause) {
    logError({ event: 'door_unavailable', ...requestMark(c.get('requestId'), trace), door: 'ingest', error: errorText(cause) })
    return problem(c, { code: 'temporarily_unavailable', detail: 'Events can not be taken right now.', retryAfterSeconds: 2 })
  }
}

function upper<M extends string>(method: M): Uppercase<M> {
  return method.toUpperCase() as Uppercase<M>
}
