/** The queue, actions and appeals, for an app's server and, under the app's path, its moderators. */
import { Hono } from 'hono'
import { appealDecision, newActionInput, reportDecision } from '../../../contract/moderation.ts'
import {
  decideAppeal as decidingAppeal,
  decideReport as decidingReport,
  liftModerationAction,
  listAppeals,
  listModerationActions,
  listReports,
} from '../../../contract/operations/moderation.ts'
import { problem } from '../../shared/problem.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { appealQueue, decideAppeal } from '../moderation/decide-appeals.ts'
import { actionsOf, decideReport, liftAction, reportsOf, takeAction } from '../moderation/moderate.ts'
import { idempotent } from './idempotent.ts'
import { bodyOf, pageInput, paramsOf, queryOf } from '../../shared/http/input.ts'
import { readBody } from './read-body.ts'
import { badCursor, nothingHere, reply } from '../../shared/http/reply.ts'

export const moderationRoutes = (deps: GatewayDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get('/moderation/reports', async (c) => {
      const query = queryOf(c, listReports.query)
      if (!query.ok) return problem(c, query.error)
      const page = await reportsOf(c).queue(query.value.state, pageInput(query.value))
      return page === null ? problem(c, badCursor) : reply(c, page)
    })
    .patch('/moderation/reports/:id', readBody, idempotent(deps), async (c) => {
      const params = paramsOf(c, decidingReport.params)
      if (params === null) return problem(c, nothingHere)
      const input = bodyOf(c, reportDecision)
      if (!input.ok) return problem(c, input.error)
      const decided = await decideReport(c, deps, params.id, input.value.state)
      return decided.ok ? reply(c, decided.value) : problem(c, decided.error)
    })
    .post('/moderation/actions', readBody, idempotent(deps), async (c) => {
      const input = bodyOf(c, newActionInput)
      if (!input.ok) return problem(c, input.error)
      const taken = await takeAction(c, deps, input.value)
      return taken.ok ? reply(c, taken.value, 201) : problem(c, taken.error)
    })
    .get('/moderation/actions', async (c) => {
      const query = queryOf(c, listModerationActions.query)
      if (!query.ok) return problem(c, query.error)
      const page = await actionsOf(c).list(query.value.user_id, pageInput(query.value))
      return page === null ? problem(c, badCursor) : reply(c, page)
    })
    .post('/moderation/actions/:id/lift', readBody, idempotent(deps), async (c) => {
      const params = paramsOf(c, liftModerationAction.params)
      const lifted = params && (await liftAction(c, deps, params.id))
      return lifted === null ? problem(c, nothingHere) : reply(c, lifted)
    })
    .get('/moderation/appeals', async (c) => {
      const query = queryOf(c, listAppeals.query)
      if (!query.ok) return problem(c, query.error)
      const page = await appealQueue(c, query.value.state, pageInput(query.value))
      return page === null ? problem(c, badCursor) : reply(c, page)
    })
    .post('/moderation/appeals/:id/decide', readBody, idempotent(deps), async (c) => {
      const params = paramsOf(c, decidingAppeal.params)
      if (params === null) return problem(c, nothingHere)
      const input = bodyOf(c, appealDecision)
      if (!input.ok) return problem(c, input.error)
      const decided = await decideAppeal(c, deps, params.id, input.value)
      return decided.ok ? reply(c, decided.value) : problem(c, decided.error)
    })
