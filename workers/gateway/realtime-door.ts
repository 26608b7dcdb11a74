/** The way to the realtime Worker, handed over before anything of the gateway's looks at it: that door asks for itself who is calling. */
import type { Hono } from 'hono'
import { operations } from '../../contract/http.ts'
import type { Failure } from '../../contract/errors.ts'
import type { ApiEnv, GatewayBindings } from './bindings.ts'
import { handOver, upper } from './door.ts'

const forwarded = operations.filter(({ door }) => door === 'realtime')

const routes = forwarded.map(({ method, path }) => ({
  methods: new Set<string>(method === 'get' ? ['GET', 'HEAD', 'OPTIONS'] : [upper(method), 'OPTIONS']),
  pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}))

/** Preflights too: whom the door answers is the door's. */
export const goesToRealtime = ({ method }: Pick<Request, 'method'>, path: string): boolean =>
  routes.some(({ methods, pattern }) => methods.has(method) && pattern.test(path))

/** Known to the router too, so that a wrong method is told the right ones. */
export const forwardToRealtime = (app: Hono<ApiEnv>): void => {
  for (const { method, path } of forwarded)
    app.on(
      upper(method),
      path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => `:${name}`),
      (c) => toRealtime(c.req.raw, c.env),
    )
}

const unreachable: Failure = { code: 'temporarily_unavailable', detail: 'Rooms can not be reached right now.', retryAfterSeconds: 1 }

export const toRealtime = (request: Request, { REALTIME }: Pick<GatewayBindings, 'REALTIME'>): Promise<Response> =>
  handOver(request, REALTIME, { name: 'realtime', unreachable })
