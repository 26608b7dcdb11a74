/** Members of an app and invitations to it, and invitations of operators. */
import { Hono } from 'hono'
import { memberInput, operatorInput, roleInput } from '../../../contract/apps.ts'
import { changeRole as changeOperation, listMembers, withdrawInvitation } from '../../../contract/operations/members.ts'
import { AppMembers } from '../../../storage/kernel/members.ts'
import { problem } from '../../shared/problem.ts'
import type { ApiEnv } from '../bindings.ts'
import { operatorOf } from '../../shared/access/caller.ts'
import type { GatewayDeps } from '../deps.ts'
import { add, changeRole, inviteOperator, remove, withdraw } from '../apps/manage-members.ts'
import { idempotent } from './idempotent.ts'
import { bodyOf, pageInput, paramsOf, queryOf } from '../../shared/http/input.ts'
import { readBody } from './read-body.ts'
import { badCursor, nothingHere, reply } from '../../shared/http/reply.ts'

const all = '/v1/apps/:app_id/members'

export const membersRoutes = (deps: GatewayDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get(all, async (c) => {
      const query = queryOf(c, listMembers.query)
      if (!query.ok) return problem(c, query.error)
      const page = await new AppMembers(c.env.KERNEL_DB, operatorOf(c).app.app_id).list(pageInput(query.value), deps.now())
      return page === null ? problem(c, badCursor) : reply(c, page)
    })
    .post(all, readBody, idempotent(deps), async (c) => {
      const input = bodyOf(c, memberInput)
      if (!input.ok) return problem(c, input.error)
      const added = await add(c, deps, input.value)
      return added.ok ? reply(c, added.value, 201) : problem(c, added.error)
    })
    .patch(`${all}/:user_id`, readBody, idempotent(deps), async (c) => {
      const input = bodyOf(c, roleInput)
      if (!input.ok) return problem(c, input.error)
      const params = paramsOf(c, changeOperation.params)
      if (params === null) return problem(c, nothingHere)
      const changed = await changeRole(c, deps, params.user_id, input.value.role)
      return changed.ok ? reply(c, changed.value) : problem(c, changed.error)
    })
    .delete(`${all}/:user_id`, readBody, idempotent(deps), async (c) => {
      const params = paramsOf(c, changeOperation.params)
      if (params === null) return problem(c, nothingHere)
      const removed = await remove(c, deps, params.user_id)
      return removed.ok ? reply(c, removed.value) : problem(c, removed.error)
    })
    .delete('/v1/apps/:app_id/invitations/:invitation_id', readBody, idempotent(deps), async (c) => {
      const params = paramsOf(c, withdrawInvitation.params)
      if (params === null) return problem(c, nothingHere)
      const withdrawn = await withdraw(c, deps, params.invitation_id)
      return withdrawn.ok ? reply(c, withdrawn.value) : problem(c, withdrawn.error)
    })
    .post('/v1/ops/operators', readBody, async (c) => {
      const input = bodyOf(c, operatorInput)
      if (!input.ok) return problem(c, input.error)
      const invited = await inviteOperator(c, deps, input.value)
      return invited.ok ? reply(c, invited.value, 201) : problem(c, invited.error)
    })
