/** Reading quarantine, and sending what is in it again. */
import { Hono } from 'hono'
import { getQuarantined, listQuarantine, resubmitInput, resubmitQuarantined } from '../../../contract/operations/quarantine.ts'
import { problem } from '../../shared/problem.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { resubmit } from '../telemetry/resubmit.ts'
import { idempotent } from './idempotent.ts'
import { bodyOf, pageInput, paramsOf, queryOf } from '../../shared/http/input.ts'
import { readBody } from './read-body.ts'
import { badCursor, nothingHere, reply } from '../../shared/http/reply.ts'

export const quarantineRoutes = (deps: GatewayDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get('/events/quarantine', async (c) => {
      const query = queryOf(c, listQuarantine.query)
      if (!query.ok) return problem(c, query.error)
      const page = await deps.reader(c.env, c.get('caller').app).quarantine(pageInput(query.value))
      return page === null ? problem(c, badCursor) : reply(c, page)
    })
    .get('/events/quarantine/:id', async (c) => {
      const params = paramsOf(c, getQuarantined.params)
      const row = params && (await deps.reader(c.env, c.get('caller').app).quarantined(params.id))
      return row === null ? problem(c, nothingHere) : reply(c, row)
    })
    .post('/events/quarantine/:id/resubmit', readBody, idempotent(deps), async (c) => {
      const input = bodyOf(c, resubmitInput)
      if (!input.ok) return problem(c, input.error)
      const reader = deps.reader(c.env, c.get('caller').app)
      const params = paramsOf(c, resubmitQuarantined.params)
      const row = params && (await reader.quarantined(params.id))
      return row === null ? problem(c, nothingHere) : resubmit(c, { row, reader, event: input.value.event, now: deps.now() })
    })
