/** Which types of events an app received. */
import { Hono } from 'hono'
import { eventTypesQuery } from '../../../contract/event-types.ts'
import { problem } from '../../shared/problem.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { queryOf } from '../../shared/http/input.ts'
import { reply } from '../../shared/http/reply.ts'

export const eventTypesRoutes = ({ reader, now }: Pick<GatewayDeps, 'reader' | 'now'>): Hono<ApiEnv> =>
  new Hono<ApiEnv>().get('/events/types', async (c) => {
    const query = queryOf(c, eventTypesQuery)
    if (!query.ok) return problem(c, query.error)
    const types = await reader(c.env, c.get('caller').app).eventTypes(query.value, now())
    return types.ok ? reply(c, types.value) : problem(c, types.error)
  })
