/** The apps of an operator. */
import { Hono } from 'hono'
import { appChanges, newAppInput } from '../../../contract/apps.ts'
import { listApps as listOperation } from '../../../contract/operations/apps.ts'
import { findApp, listApps } from '../../../storage/kernel/apps.ts'
import { problem } from '../../shared/problem.ts'
import type { ApiEnv } from '../bindings.ts'
import { operatorOf, personOf } from '../../shared/access/caller.ts'
import type { GatewayDeps } from '../deps.ts'
import { changeApp, endApp, makeApp } from '../apps/manage-apps.ts'
import { idempotent } from './idempotent.ts'
import { bodyOf, pageInput, queryOf } from '../../shared/http/input.ts'
import { readBody } from './read-body.ts'
import { badCursor, nothingHere, reply } from '../../shared/http/reply.ts'

const one = '/v1/apps/:app_id'

export const appsRoutes = (deps: GatewayDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .post('/v1/apps', readBody, idempotent(deps), async (c) => {
      const input = bodyOf(c, newAppInput)
      if (!input.ok) return problem(c, input.error)
      const made = await makeApp(c, deps, input.value)
      return made.ok ? reply(c, made.value, 201) : problem(c, made.error)
    })
    .get('/v1/apps', async (c) => {
      const query = queryOf(c, listOperation.query)
      if (!query.ok) return problem(c, query.error)
      const page = await listApps(c.env.KERNEL_DB, personOf(c).user_id, pageInput(query.value))
      return page === null ? problem(c, badCursor) : reply(c, page)
    })
    .get(one, async (c) => {
      const { app, user_id } = operatorOf(c)
      const found = await findApp(c.env.KERNEL_DB, app.app_id, user_id)
      return found === null ? problem(c, nothingHere) : reply(c, found)
    })
    .patch(one, readBody, idempotent(deps), async (c) => {
      const input = bodyOf(c, appChanges)
      if (!input.ok) return problem(c, input.error)
      const changed = await changeApp(c, deps, input.value)
      return changed.ok ? reply(c, changed.value) : problem(c, changed.error)
    })
    .delete(one, readBody, idempotent(deps), async (c) => {
      const archived = await endApp(c, deps)
      return archived.ok ? reply(c, archived.value) : problem(c, archived.error)
    })
