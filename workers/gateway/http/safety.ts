/** What was done about a person, told to the person alone, and the way to appeal. */
import { Hono } from 'hono'
import { appealInput } from '../../../contract/moderation.ts'
import { listOwnActions } from '../../../contract/operations/moderation-people.ts'
import { problem } from '../../shared/problem.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { appealAgainst, ownActions } from '../moderation/own-actions.ts'
import { idempotent } from './idempotent.ts'
import { bodyOf, pageInput, queryOf } from '../../shared/http/input.ts'
import { readBody } from './read-body.ts'
import { badCursor, reply } from '../../shared/http/reply.ts'

export const safetyRoutes = (deps: GatewayDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get('/v1/moderation/mine', async (c) => {
      const query = queryOf(c, listOwnActions.query)
      if (!query.ok) return problem(c, query.error)
      const page = await ownActions(c, pageInput(query.value))
      return page === null ? problem(c, badCursor) : reply(c, page)
    })
    .post('/v1/appeals', readBody, idempotent(deps), async (c) => {
      const input = bodyOf(c, appealInput)
      if (!input.ok) return problem(c, input.error)
      const opened = await appealAgainst(c, deps, input.value)
      return opened.ok ? reply(c, opened.value, 201) : problem(c, opened.error)
    })
