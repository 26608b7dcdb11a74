/**
 * The way to the ingest Worker. What goes there is handed over as it came, before anything of the gateway's looks at it: the door
 * gives it its request id, continues its trace and asks who is calling. In production its own host skips even this step.
 */
import type { Hono } from 'hono'
import type { Failure } from '../../../contract/errors.ts'
import { operations } from '../../../contract/http.ts'
import { newId } from '../../../contract/ids.ts'
import { errorText, logError } from '../../shared/log.ts'
import { problemResponse } from '../../shared/problem.ts'
import type { ApiEnv, GatewayBindings } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { offersToken, personSocket } from './person-socket.ts'

const forwarded = operations.filter(({ door }) => door === 'ingest')

const routes = new Set(forwarded.map(({ method, path }) => `${upper(method)} ${path}`))
export const isForwarded = (request: Request, path: string): boolean => routes.has(`${request.method} ${path}`) && !offersToken(request)

/** Known to the router too, so that a wrong method is told the right ones. A socket of a signed-in person is the gateway's own. */
export const forwardToIngest = (app: Hono<ApiEnv>, deps: Pick<GatewayDeps, 'authority'>): void => {
  for (const { method, path } of forwarded) {
    app.on(upper(method), path, (c) => (offersToken(c.req.raw) ? personSocket(c, deps) : toIngest(c.req.raw, c.env)))
  }
}

const unreachable: Failure = { code: 'temporarily_unavailable', detail: 'Events can not be taken right now.', retryAfterSeconds: 2 }

/** 503 when the door can not be reached: nothing was promised. */
export const toIngest = async (request: Request, env: Pick<GatewayBindings, 'INGEST'>): Promise<Response> => {
  try {
    return await env.INGEST.fetch(request)
  } catch (cause) {
    const requestId = newId()
    logError({ event: 'door_unavailable', request_id: requestId, door: 'ingest', error: errorText(cause) })
    const answer = problemResponse(requestId, unreachable)
    answer.headers.set('X-Request-Id', requestId)
    return answer
  }
}

function upper<M extends string>(method: M): Uppercase<M> {
  return method.toUpperCase() as Uppercase<M>
}
