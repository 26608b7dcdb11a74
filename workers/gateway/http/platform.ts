/** Whether the platform is up, and the API document. Open to everyone. */
import { Hono } from 'hono'
import { etag } from 'hono/etag'
import document from '../../../docs/api/openapi.json' with { type: 'json' }
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { reply } from './reply.ts'

/** The document as it is sent: the same for everyone, written when it is first asked for. */
let documentText: string | null = null
const documentHeaders = {
  'Content-Type': 'application/json',
  'Cache-Control': 'public, max-age=300',
  'X-Content-Type-Options': 'nosniff',
} as const

export const platformRoutes = ({ readiness }: GatewayDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get('/healthz', (c) => reply(c, { status: 'ok' }))
    .get('/readyz', async (c) => {
      const answer = await readiness.check(c.env)
      return reply(c, answer, answer.status === 'down' ? 503 : 200)
    })
    .get('/v1/openapi.json', etag(), (c) => c.body((documentText ??= JSON.stringify(document)), 200, documentHeaders))
