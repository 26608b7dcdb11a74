/**
 * What every request carries through a Worker: its id, the caller's trace, and (behind the guard) the caller.
 * Mounted first, so that every answer has `X-Request-Id`, errors included.
 */
import type { Context, MiddlewareHandler } from 'hono'
import { newId } from '../../contract/ids.ts'
import type { Caller } from './caller.ts'
import { continueTrace, traceparentOf } from './trace.ts'
import type { TraceContext } from './trace.ts'

export type EdgeVariables = {
  requestId: string
  trace: TraceContext | null
  /** Set by the guard; routes on its public list have none. */
  caller: Caller
}

export type EdgeEnv = { Variables: Pick<EdgeVariables, 'requestId' | 'trace'> }

/** An id from outside is taken over when it can go into a log and a header as it is. */
const safeId = /^[A-Za-z0-9._:/=+-]{1,128}$/

export const requestContext: MiddlewareHandler<EdgeEnv> = async (c, next) => {
  const given = c.req.header('X-Request-Id')
  const requestId = given !== undefined && safeId.test(given) ? given : newId()
  const trace = continueTrace(c.req.header('traceparent'))
  c.set('requestId', requestId)
  c.set('trace', trace)
  await next()
  setHeader(c, 'X-Request-Id', requestId)
  if (trace !== null) setHeader(c, 'traceparent', traceparentOf(trace))
}

/** Sets a header on the answer, also when it came from another Worker or an object and is immutable. */
export const setHeader = <E extends EdgeEnv>(c: Context<E>, name: string, value: string): void => {
  try {
    c.res.headers.set(name, value)
  } catch {
    // Not an error: answers of `fetch` can not be changed, so a copy is made. A 101 keeps its socket.
    const copy = new Response(c.res.body, c.res)
    copy.headers.set(name, value)
    c.res = copy
  }
}
