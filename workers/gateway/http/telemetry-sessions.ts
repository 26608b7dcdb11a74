/** Reading an app's telemetry sessions. Opening and ending them is the ingest door's. */
import { Hono } from 'hono'
import type * as z from 'zod'
import { getTelemetrySession, listTelemetrySessions } from '../../../contract/operations/telemetry-sessions.ts'
import type { SessionFilter } from '../../../domain/events/event-store.ts'
import { problem } from '../../shared/problem.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { pageInput, paramsOf, queryOf, rangeOf } from '../../shared/http/input.ts'
import { badCursor, nothingHere, reply } from '../../shared/http/reply.ts'

export const telemetrySessionsRoutes = ({ reader, now }: Pick<GatewayDeps, 'reader' | 'now'>): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get('/telemetry/sessions', async (c) => {
      const query = queryOf(c, listTelemetrySessions.query)
      if (!query.ok) return problem(c, query.error)
      const page = await reader(c.env, c.get('caller').app).sessions(filterOf(query.value), pageInput(query.value), now())
      return page === null ? problem(c, badCursor) : reply(c, page)
    })
    .get('/telemetry/sessions/:session_id', async (c) => {
      const query = queryOf(c, getTelemetrySession.query)
      if (!query.ok) return problem(c, query.error)
      const params = paramsOf(c, getTelemetrySession.params)
      const { actor_id: actor = null } = query.value
      const session = params && (await reader(c.env, c.get('caller').app).session(params.session_id, actor, now()))
      return session === null ? problem(c, nothingHere) : reply(c, session)
    })

const filterOf = (query: z.output<typeof listTelemetrySessions.query>): SessionFilter => ({
  ...rangeOf(query),
  ...(query.state !== undefined && { state: query.state }),
  ...(query.actor_id !== undefined && { actor_id: query.actor_id }),
})
