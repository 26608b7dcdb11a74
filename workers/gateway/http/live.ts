/** An app's numbers as they move. */
import { Hono } from 'hono'
import { problem } from '../../shared/problem.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { LiveMetrics } from '../telemetry/live-metrics.ts'
import { replyEvents } from '../../shared/http/reply.ts'

/** Made once and mounted wherever it is open: what its streams share is in it. */
export const liveRoutes = (deps: GatewayDeps): Hono<ApiEnv> => {
  const live = new LiveMetrics(deps)
  return new Hono<ApiEnv>().get('/metrics/live', async (c) => {
    const stream = await live.open(c)
    return stream.ok ? replyEvents(stream.value) : problem(c, stream.error)
  })
}
