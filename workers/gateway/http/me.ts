/** What a signed-in person sees and changes of their own: name and sign-ins. */
import { Hono } from 'hono'
import { meChanges } from '../../../contract/identity.ts'
import { endSession, listSessions } from '../../../contract/operations/people-sessions.ts'
import { listSessionPage } from '../../../storage/kernel/session-list.ts'
import { problem } from '../../shared/problem.ts'
import type { ApiEnv } from '../bindings.ts'
import { personOf } from '../../shared/access/caller.ts'
import type { GatewayDeps } from '../deps.ts'
import { ownAccount, rename } from '../sign-in/own-account.ts'
import { endOtherSessions, endOwnSession } from '../sign-in/own-sessions.ts'
import { idempotent } from './idempotent.ts'
import { bodyOf, pageInput, paramsOf, queryOf } from '../../shared/http/input.ts'
import { readBody } from './read-body.ts'
import { badCursor, nothingHere, reply } from '../../shared/http/reply.ts'

export const meRoutes = (deps: GatewayDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get('/v1/me', async (c) => {
      const account = await ownAccount(c, deps)
      return account === null ? problem(c, nothingHere) : reply(c, account)
    })
    .patch('/v1/me', readBody, idempotent(deps), async (c) => {
      const changes = bodyOf(c, meChanges)
      if (!changes.ok) return problem(c, changes.error)
      if (changes.value.display_name !== undefined) await rename(c, deps, changes.value.display_name)
      const account = await ownAccount(c, deps)
      return account === null ? problem(c, nothingHere) : reply(c, account)
    })
    .get('/v1/auth/sessions', async (c) => {
      const query = queryOf(c, listSessions.query)
      if (!query.ok) return problem(c, query.error)
      const { app, user_id: user, session_id: current } = personOf(c)
      const whose = { app: app.app_id, user, current, now: deps.now() }
      const page = await listSessionPage(c.env.KERNEL_DB, whose, pageInput(query.value))
      return page === null ? problem(c, badCursor) : reply(c, page)
    })
    .delete('/v1/auth/sessions/:id', async (c) => {
      const params = paramsOf(c, endSession.params)
      const ended = params === null ? 0 : await endOwnSession(c, deps, params.id, 'ended_by_user')
      return ended === 0 ? problem(c, nothingHere) : reply(c, { ended })
    })
    .post('/v1/auth/sessions/end-others', readBody, idempotent(deps), async (c) => reply(c, { ended: await endOtherSessions(c, deps) }))
