/**
 * The way to the sync Worker, handed over before anything of the gateway's looks at it. In production the domain's routes send the same paths
 * straight there.
 */
import type { Hono } from 'hono'
import { operations } from '../../../contract/http.ts'
import type { Failure } from '../../../contract/errors.ts'
import type { ApiEnv, GatewayBindings } from '../bindings.ts'
import { handOver, upper } from '../door.ts'

const forwarded = operations.filter(({ door }) => door === 'sync')

/** `path` is the rest of a path; other parameters end at a slash. */
const patternOf = (path: string): RegExp =>
  new RegExp(
    `^${path
      .replaceAll('.', String.raw`\.`)
      .replace('{path}', '.+')
      .replaceAll(/\{\w+\}/g, '[^/]+')}$`,
  )

const routes = forwarded.map(({ method, path }) => ({
  methods: new Set<string>(method === 'get' ? ['GET', 'HEAD', 'OPTIONS'] : [upper(method), 'OPTIONS']),
  pattern: patternOf(path),
}))

/** Preflights too: whom the door answers is the door's. */
export const goesToSync = ({ method }: Pick<Request, 'method'>, path: string): boolean =>
  routes.some(({ methods, pattern }) => methods.has(method) && pattern.test(path))

/** Known to the router too, so that a wrong method is told the right ones. */
export const forwardToSync = (app: Hono<ApiEnv>): void => {
  for (const { method, path } of forwarded) {
    const pattern = path.replace('{path}', ':path{.+}').replaceAll(/\{(\w+)\}/g, (_all, name: string) => `:${name}`)
    app.on(upper(method), pattern, (c) => toSync(c.req.raw, c.env))
  }
}

const unreachable: Failure = { code: 'temporarily_unavailable', detail: 'The channel can not be reached right now.', retryAfterSeconds: 1 }

export const toSync = (request: Request, { SYNC }: Pick<GatewayBindings, 'SYNC'>): Promise<Response> =>
  handOver(request, SYNC, { name: 'sync', unreachable })
