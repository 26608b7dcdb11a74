/** The ingest Worker's composition: which routes there are, who may call them, and what they do. */
import { Hono } from 'hono/tiny'
import { KeyDirectory } from '../../domain/credentials/key-directory.ts'
import { mountEdge } from '../shared/edge.ts'
import { answerPreflight, OriginSet } from '../shared/preflight.ts'
import { ClosedObjects } from './closed-objects.ts'
import { Denials } from './denials.ts'
import { guard } from './guard.ts'
import { postEvents } from './http/post-events.ts'
import { telemetrySocket } from './http/telemetry-socket.ts'
import type { IngestHono } from './ingest-env.ts'

/** One per isolate. `directory` is its cache of keys. */
export const createIngest = (directory: KeyDirectory = new KeyDirectory()): Hono<IngestHono> => {
  const app = new Hono<IngestHono>()
  const origins = new OriginSet()
  const denials = new Denials()
  mountEdge(app, {
    guard: (root) => root.use(guard(directory, denials)),
  })
  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  app.options('/v1/events', (c) => answerPreflight(c.req.raw, c.env.KERNEL_DB, origins, ['POST']))
  app.post('/v1/events', postEvents(new ClosedObjects()))
  app.get('/v1/telemetry/socket', telemetrySocket(directory, denials))
  return app
}
