/**
 * The way to the ingest Worker. What goes there is handed over as it came, before anything of the gateway's looks at it: the door
 * gives it its request id, continues its trace and asks who is calling. In production its own host skips even this step.
 */
import type { Hono } from 'hono'
import type { Failure } from '../../../contract/errors.ts'
import { operations } from '../../../contract/http.ts'
import type { ApiEnv, GatewayBindings } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { handOver, upper } from '../door.ts'
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

export const toIngest = (request: Request, { INGEST }: Pick<GatewayBindings, 'INGEST'>): Promise<Response> =>
  handOver(request, INGEST, { name: 'ingest', unreachable })
