/** The people of an app, for its servers and, under the app's path, its operators. */
import { Hono } from 'hono'
import { getUser, listUsers } from '../../../contract/operations/users.ts'
import { problem } from '../../shared/problem.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { disable, enable, endAll, usersOf } from '../apps/manage-users.ts'
import { idempotent } from './idempotent.ts'
import { pageInput, paramsOf, queryOf } from '../../shared/http/input.ts'
import { readBody } from './read-body.ts'
import { badCursor, nothingHere, reply } from '../../shared/http/reply.ts'

export const usersRoutes = (deps: GatewayDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get('/users', async (c) => {
      const query = queryOf(c, listUsers.query)
      if (!query.ok) return problem(c, query.error)
      const page = await usersOf(c).list(query.value.email, pageInput(query.value))
      return page === null ? problem(c, badCursor) : reply(c, page)
    })
    .get('/users/:id', async (c) => {
      const params = paramsOf(c, getUser.params)
      const person = params && (await usersOf(c).find(params.id))
      return person === null ? problem(c, nothingHere) : reply(c, person)
    })
    .post('/users/:id/disable', readBody, idempotent(deps), async (c) => {
      const params = paramsOf(c, getUser.params)
      const person = params && (await disable(c, deps, params.id))
      return person === null ? problem(c, nothingHere) : reply(c, person)
    })
    .post('/users/:id/enable', readBody, idempotent(deps), async (c) => {
      const params = paramsOf(c, getUser.params)
      const person = params && (await enable(c, deps, params.id))
      return person === null ? problem(c, nothingHere) : reply(c, person)
    })
    .post('/users/:id/end-sessions', readBody, idempotent(deps), async (c) => {
      const params = paramsOf(c, getUser.params)
      const ended = params && (await endAll(c, deps, params.id))
      return ended === null ? problem(c, nothingHere) : reply(c, { ended })
    })
