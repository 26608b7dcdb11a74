/** Safety where rooms are: what people do for their own, report and block, and what moderators do in one session. */
import { Hono } from 'hono'
import { reportChange, reportInput } from '../../../contract/moderation.ts'
import { changeReport, listBlocks, setBlock, withdrawReport } from '../../../contract/operations/moderation-people.ts'
import { reportView } from '../../../domain/moderation/views.ts'
import { bodyOf, pageInput, paramsOf, queryOf } from '../../shared/http/input.ts'
import { nothingHere, reply } from '../../shared/http/reply.ts'
import { problem } from '../../shared/problem.ts'
import { idempotent } from '../idempotent.ts'
import { readBody } from '../read-body.ts'
import type { RealtimeDeps, RealtimeHono } from '../realtime-env.ts'
import { layBlock, pageOfBlocks, takeBlockBack } from './safety-blocks.ts'
import { sayMoreOf, takeReport, takeReportBack } from './safety-report.ts'
import { safetyRoomsRoutes } from './safety-rooms.ts'

export const safetyRoutes = (deps: RealtimeDeps): Hono<RealtimeHono> =>
  new Hono<RealtimeHono>()
    .route('/v1', safetyRoomsRoutes(deps))
    .route('/v1/apps/:app_id', safetyRoomsRoutes(deps))
    .post('/v1/reports', readBody, idempotent, async (c) => {
      const input = bodyOf(c, reportInput)
      if (!input.ok) return problem(c, input.error)
      const taken = await takeReport(c, deps, input.value)
      return taken.ok ? reply(c, reportView(taken.value.report), taken.value.isNew ? 201 : 200) : problem(c, taken.error)
    })
    .patch('/v1/reports/:report_id', readBody, idempotent, async (c) => {
      const params = paramsOf(c, changeReport.params)
      if (params === null) return problem(c, nothingHere)
      const input = bodyOf(c, reportChange)
      if (!input.ok) return problem(c, input.error)
      const changed = await sayMoreOf(c, deps, params.report_id, input.value)
      return changed.ok ? reply(c, reportView(changed.value)) : problem(c, changed.error)
    })
    .delete('/v1/reports/:report_id', async (c) => {
      const params = paramsOf(c, withdrawReport.params)
      if (params === null) return problem(c, nothingHere)
      const withdrawn = await takeReportBack(c, deps, params.report_id)
      return withdrawn.ok ? reply(c, reportView(withdrawn.value)) : problem(c, withdrawn.error)
    })
    .get('/v1/blocks', async (c) => {
      const query = queryOf(c, listBlocks.query)
      if (!query.ok) return problem(c, query.error)
      const page = await pageOfBlocks(c, pageInput(query.value))
      return page.ok ? reply(c, page.value) : problem(c, page.error)
    })
    .put('/v1/blocks/:user_id', async (c) => {
      const params = paramsOf(c, setBlock.params)
      if (params === null) return problem(c, nothingHere)
      const laid = await layBlock(c, deps, params.user_id)
      return laid.ok ? reply(c, laid.value) : problem(c, laid.error)
    })
    .delete('/v1/blocks/:user_id', async (c) => {
      const params = paramsOf(c, setBlock.params)
      if (params === null) return problem(c, nothingHere)
      const removed = await takeBlockBack(c, params.user_id)
      return removed.ok ? reply(c, removed.value) : problem(c, removed.error)
    })
