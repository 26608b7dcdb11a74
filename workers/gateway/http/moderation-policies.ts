/** What an app decides for its modes. */
import { Hono } from 'hono'
import { appPolicies } from '../../../contract/policy.ts'
import { readPolicies, writePolicies } from '../../../storage/kernel/app-policies.ts'
import { noteData, noteOf } from '../../shared/access/caller.ts'
import { bodyOf } from '../../shared/http/input.ts'
import { reply } from '../../shared/http/reply.ts'
import { problem } from '../../shared/problem.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { idempotent } from './idempotent.ts'
import { readBody } from './read-body.ts'

const path = '/v1/apps/:app_id/policies'

export const moderationPoliciesRoutes = (deps: GatewayDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get(path, async (c) => reply(c, await readPolicies(c.env.KERNEL_DB, c.get('caller').app.app_id)))
    .put(path, readBody, idempotent(deps), async (c) => {
      const input = bodyOf(c, appPolicies)
      if (!input.ok) return problem(c, input.error)
      const { app_id } = c.get('caller').app
      const now = deps.now()
      const note = noteOf(c, now, { action: 'policies.changed', object: { kind: 'app', id: app_id }, data: noteData(input.value) })
      await writePolicies(c.env.KERNEL_DB, app_id, input.value, { now, note })
      return reply(c, input.value)
    })
