/** The realtime Worker's composition: the rules of every route, then each area's routes. All of it is for signed-in people. */
import { Hono } from 'hono'
import { operations } from '../../contract/http.ts'
import { accessGuard } from '../shared/access/access.ts'
import { cors } from '../shared/access/cors.ts'
import { mountEdge } from '../shared/edge.ts'
import { chatRoutes } from './http/chat.ts'
import { consentsRoutes } from './http/consents.ts'
import { matchRoutes } from './http/match.ts'
import { mediaRoutes } from './http/media.ts'
import { peopleRoutes } from './http/people.ts'
import { presenceRoutes } from './http/presence.ts'
import { roomsRoutes } from './http/rooms.ts'
import { safetyRoutes } from './http/safety.ts'
import { sessionsRoutes } from './http/sessions.ts'
import type { RealtimeDeps, RealtimeHono } from './realtime-env.ts'

export const createRealtime = (deps: RealtimeDeps): Hono<RealtimeHono> => {
  const app = new Hono<RealtimeHono>()
  // Whether this Worker is up is not for people to ask: only the gateway reaches it.
  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  mountEdge(app, {
    preflight: (root) => root.use(cors(app, operations, 'realtime')),
    guard: (root) => root.use(accessGuard(app, operations, deps, 'realtime')),
  })
  app.route('/', sessionsRoutes(deps))
  app.route('/', roomsRoutes(deps))
  app.route('/', chatRoutes(deps))
  app.route('/', consentsRoutes(deps))
  app.route('/', presenceRoutes(deps))
  app.route('/', peopleRoutes(deps))
  app.route('/', safetyRoutes(deps))
  app.route('/', mediaRoutes(deps))
  app.route('/', matchRoutes(deps))
  return app
}
