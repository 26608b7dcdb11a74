/** Whether the platform is up, and the API document. Open to everyone. */
import { Hono } from 'hono'
import document from '../../../docs/api/openapi.json' with { type: 'json' }
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { reply } from './reply.ts'

export const platformRoutes = ({ readiness }: GatewayDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get('/healthz', (c) => reply(c, { status: 'ok' }))
    .get('/readyz', async (c) => {
      const answer = await readiness.check(c.env)
      return reply(c, answer, answer.status === 'down' ? 503 : 200)
    })
    .get('/v1/openapi.json', (c) => reply(c, document))
