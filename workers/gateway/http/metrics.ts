/** An app's numbers: now, over time, and verified against raw events. */
import { Hono } from 'hono'
import { seriesQuery, verifyInput } from '../../../contract/metrics.ts'
import { problem } from '../../shared/problem.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { snapshotCsv, seriesCsv } from '../telemetry/metrics-csv.ts'
import { readAppMeasures } from '../telemetry/read-measures.ts'
import { readMetrics } from '../telemetry/read-metrics.ts'
import { idempotent } from './idempotent.ts'
import { bodyOf, queryOf, rangeOf } from '../../shared/http/input.ts'
import { readBody } from './read-body.ts'
import { prefersCsv, reply, replyCsv } from '../../shared/http/reply.ts'

export const metricsRoutes = (deps: GatewayDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get('/metrics', async (c) => {
      const metrics = await readMetrics(deps, c.env, c.get('caller').app)
      return prefersCsv(c) ? replyCsv(c, snapshotCsv(metrics)) : reply(c, metrics)
    })
    .get('/metrics/series', async (c) => {
      const query = queryOf(c, seriesQuery)
      if (!query.ok) return problem(c, query.error)
      const series = await deps.reader(c.env, c.get('caller').app).series(query.value, deps.now())
      if (!series.ok) return problem(c, series.error)
      return prefersCsv(c) ? replyCsv(c, seriesCsv(series.value)) : reply(c, series.value)
    })
    .get('/metrics/measures', async (c) => reply(c, await readAppMeasures(deps, c.env, c.get('caller').app)))
    .post('/metrics/verify', readBody, idempotent(deps), async (c) => {
      const range = bodyOf(c, verifyInput)
      if (!range.ok) return problem(c, range.error)
      return reply(c, await deps.reader(c.env, c.get('caller').app).verify(rangeOf(range.value)))
    })
