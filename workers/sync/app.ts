/** The sync Worker's composition: what LABs report comes in, what viewers see goes out. Everything but the report is open to everyone. */
import { Hono } from 'hono'
import { mountEdge } from '../shared/edge.ts'
import { labStatus } from './http/lab-status.ts'
import { channelStatus } from './http/channel-status.ts'
import { fromAnywhere, preflight, unlessSaid } from './http/open-door.ts'
import { keptDocument } from './http/kept-document.ts'
import { playlists } from './http/playlists.ts'
import { presence } from './http/presence.ts'
import { readiness } from './http/readiness.ts'
import { segments } from './http/segments.ts'
import type { SyncBindings, SyncDeps, SyncHono } from './sync-env.ts'

export const createSync = (deps: SyncDeps): Hono<SyncHono> => {
  const app = new Hono<SyncHono>()
  app.use(unlessSaid)
  mountEdge(app, {
    preflight: (root) => root.use(preflight),
    guard: (root) => root.use(fromAnywhere),
  })
  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  app.get('/readyz', readiness(deps.now))
  app.post('/v1/lab/status', labStatus(deps))
  app.get('/v1/channels/:id/status', channelStatus(deps))
  app.post('/v1/channels/:id/presence', presence(deps))
  app.get('/live/:id/segments/:path{.+}', segments(deps))
  app.get('/live/:id/:playlist', playlists(deps))
  return app
}

/** The door with its short way. */
export const syncFetch = (deps: SyncDeps) => {
  const app = createSync(deps)
  return (request: Request, env: SyncBindings, ctx: ExecutionContext): Response | Promise<Response> =>
    keptDocument(deps, request, env) ?? app.fetch(request, env, ctx)
}
