/** 429 of the write door: over a limit of the app. Nothing of the request is promised. */
import type { Context } from 'hono'
import { limitOf } from '../../../contract/limits.ts'
import type { Limited } from '../../../contract/telemetry.ts'
import { problem } from '../../shared/problem.ts'
import { rateHeaders, rateLimited } from '../../shared/rate-limit-headers.ts'
import type { IngestHono } from '../ingest-env.ts'

/** Under its name in the settings of the app. */
export const tooMany = (c: Context<IngestHono>, { by, retryAfterMs }: Limited): Response => {
  const told = { name: by, limit: limitOf(c.get('caller').app.limits, by), periodMs: 1_000, remaining: 0, resetMs: retryAfterMs }
  return problem(c, rateLimited(retryAfterMs), rateHeaders([by === 'telemetry_events_per_s' ? { ...told, unit: 'events' } : told]))
}
