/** The API as one app: the rules of every route, then each area's routes. What is not listed here is 404. */
import { Hono } from 'hono'
import { operations } from '../../contract/http.ts'
import { mountEdge } from '../shared/edge.ts'
import type { ApiEnv } from './bindings.ts'
import type { GatewayDeps } from './deps.ts'
import { actorsRoutes } from './http/actors.ts'
import { appsRoutes } from './http/apps.ts'
import { auditRoutes } from './http/audit.ts'
import { authRoutes } from './http/auth.ts'
import { channelsRoutes } from './http/channels.ts'
import { devMailRoutes } from './http/dev-mail.ts'
import { eventTypesRoutes } from './http/event-types.ts'
import { eventsRoutes } from './http/events.ts'
import { keysRoutes } from './http/keys.ts'
import { liveRoutes } from './http/live.ts'
import { membersRoutes } from './http/members.ts'
import { meRoutes } from './http/me.ts'
import { metricsRoutes } from './http/metrics.ts'
import { modesRoutes } from './http/modes.ts'
import { opsRoomsRoutes } from './http/ops-rooms.ts'
import { opsRoutes } from './http/ops.ts'
import { moderationRoutes } from './http/moderation.ts'
import { moderationPoliciesRoutes } from './http/moderation-policies.ts'
import { oauthRoutes } from './http/oauth.ts'
import { passkeysRoutes } from './http/passkeys.ts'
import { platformRoutes } from './http/platform.ts'
import { providersRoutes } from './http/providers.ts'
import { quarantineRoutes } from './http/quarantine.ts'
import { safetyRoutes } from './http/safety.ts'
import { receiptsRoutes } from './http/receipts.ts'
import { telemetrySessionsRoutes } from './http/telemetry-sessions.ts'
import { usersRoutes } from './http/users.ts'
import { wellKnownRoutes } from './http/well-known.ts'
import { accessGuard } from '../shared/access/access.ts'
import { cors } from '../shared/access/cors.ts'
import { forwardToSync } from './channels/sync-door.ts'
import { forwardToRealtime } from './realtime-door.ts'
import { forwardToIngest } from './telemetry/ingest-door.ts'

export const createApi = (deps: GatewayDeps): Hono<ApiEnv> => {
  const app = new Hono<ApiEnv>()
  mountEdge(app, {
    preflight: (root) => root.use(cors(app, operations, 'gateway')),
    guard: (root) => root.use(accessGuard(app, operations, deps, 'gateway')),
  })
  app.route('/', platformRoutes(deps))
  app.route('/', opsRoutes(deps))
  app.route('/', opsRoomsRoutes())
  app.route('/', appsRoutes(deps))
  app.route('/', keysRoutes(deps))
  app.route('/', membersRoutes(deps))
  app.route('/', channelsRoutes(deps))
  app.route('/', wellKnownRoutes(deps))
  app.route('/', devMailRoutes())
  app.route('/', authRoutes(deps))
  app.route('/', meRoutes(deps))
  app.route('/', passkeysRoutes(deps))
  app.route('/', oauthRoutes(deps))
  app.route('/', providersRoutes(deps))
  app.route('/', modesRoutes(deps))
  app.route('/', receiptsRoutes(deps))
  app.route('/', safetyRoutes(deps))
  app.route('/', moderationPoliciesRoutes(deps))
  const live = liveRoutes(deps)
  // What an app does with its key, and its operators under the app's path.
  for (const base of ['/v1', '/v1/apps/:app_id']) {
    app.route(base, quarantineRoutes(deps))
    // Before the events, whose ids are any words.
    app.route(base, eventTypesRoutes(deps))
    app.route(base, eventsRoutes(deps))
    app.route(base, metricsRoutes(deps))
    app.route(base, live)
    app.route(base, telemetrySessionsRoutes(deps))
    app.route(base, actorsRoutes(deps))
    app.route(base, auditRoutes(deps))
    app.route(base, usersRoutes(deps))
    app.route(base, moderationRoutes(deps))
  }
  forwardToIngest(app, deps)
  forwardToSync(app)
  forwardToRealtime(app)
  return app
}

const exactly = new Set(['/healthz', '/readyz', '/v1'])
const below = ['/v1/', '/live/', '/.well-known/', '/dev/'] as const

/** Paths of the API; all others are the web shell's. */
export const isApiPath = (path: string): boolean => exactly.has(path) || below.some((prefix) => path.startsWith(prefix))
