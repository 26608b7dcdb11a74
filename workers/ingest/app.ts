/** The ingest Worker's composition: which routes there are, who may call them, and what they do. */
import { Hono } from 'hono/tiny'
import { KeyDirectory } from '../../domain/credentials/key-directory.ts'
import { mountEdge } from '../shared/edge.ts'
import { requireScope } from '../shared/guard.ts'
import { postEvents } from './http/post-events.ts'
import { telemetrySocket } from './http/telemetry-socket.ts'
import type { IngestHono } from './ingest-env.ts'
import { preflight } from './preflight.ts'

/** One per isolate. `directory` is its cache of keys. */
export const createIngest = (directory: KeyDirectory = new KeyDirectory()): Hono<IngestHono> => {
  const app = new Hono<IngestHono>()
  mountEdge(app, {
    directory,
    // The socket's key travels in a subprotocol: its route checks it itself.
    publicRoutes: ['GET /healthz', 'OPTIONS /v1/events', 'GET /v1/telemetry/socket'],
    publicKeyRoutes: ['POST /v1/events'],
  })
  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  app.options('/v1/events', preflight())
  app.post('/v1/events', requireScope('telemetry'), postEvents)
  app.get('/v1/telemetry/socket', telemetrySocket(directory))
  return app
}
