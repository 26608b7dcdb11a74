/** The API as one app: the rules of every route, then each area's routes. What is not listed here is 404. */
import { Hono } from 'hono'
import { mountEdge } from '../shared/edge.ts'
import type { ApiEnv } from './bindings.ts'
import type { GatewayDeps } from './deps.ts'
import { actorsRoutes } from './http/actors.ts'
import { eventsRoutes } from './http/events.ts'
import { metricsRoutes } from './http/metrics.ts'
import { opsRoutes } from './http/ops.ts'
import { platformRoutes } from './http/platform.ts'
import { quarantineRoutes } from './http/quarantine.ts'
import { forwardToIngest, forwardedRoutes } from './ingest-door.ts'

export const createApi = (deps: GatewayDeps): Hono<ApiEnv> => {
  const app = new Hono<ApiEnv>()
  mountEdge(app, {
    directory: deps.directory,
    publicRoutes: ['GET /healthz', 'GET /readyz', 'GET /v1/openapi.json', 'GET /v1/ops/*', 'POST /v1/ops/*', ...forwardedRoutes],
    publicKeyRoutes: [],
  })
  app.route('/', platformRoutes(deps))
  app.route('/', quarantineRoutes(deps))
  app.route('/', eventsRoutes(deps))
  app.route('/', metricsRoutes(deps))
  app.route('/', actorsRoutes(deps))
  app.route('/', opsRoutes(deps))
  forwardToIngest(app)
  return app
}

/** Paths of the API; all others are the web shell's. */
export const isApiPath = (path: string): boolean => path === '/healthz' || path === '/readyz' || path === '/v1' || path.startsWith('/v1/')
