/** The keys of an app. */
import { Hono } from 'hono'
import { newKeyInput, rotateKeyInput } from '../../../contract/apps.ts'
import { listKeys, revokeKey, rotateKey } from '../../../contract/operations/keys.ts'
import { AppKeys } from '../../../storage/kernel/keys.ts'
import { problem } from '../../shared/problem.ts'
import type { ApiEnv } from '../bindings.ts'
import { operatorOf } from '../../shared/access/caller.ts'
import type { GatewayDeps } from '../deps.ts'
import { makeKey, revoke, rotate } from '../apps/manage-keys.ts'
import { idempotent } from './idempotent.ts'
import { bodyOf, pageInput, paramsOf, queryOf } from '../../shared/http/input.ts'
import { readBody } from './read-body.ts'
import { badCursor, nothingHere, reply } from '../../shared/http/reply.ts'

const all = '/v1/apps/:app_id/keys'

export const keysRoutes = (deps: GatewayDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .post(all, readBody, idempotent(deps), async (c) => {
      const input = bodyOf(c, newKeyInput)
      if (!input.ok) return problem(c, input.error)
      const made = await makeKey(c, deps, input.value)
      return made.ok ? reply(c, made.value, 201) : problem(c, made.error)
    })
    .get(all, async (c) => {
      const query = queryOf(c, listKeys.query)
      if (!query.ok) return problem(c, query.error)
      const page = await new AppKeys(c.env.KERNEL_DB, operatorOf(c).app.app_id).list(pageInput(query.value))
      return page === null ? problem(c, badCursor) : reply(c, page)
    })
    .post(`${all}/:key_id/rotate`, readBody, idempotent(deps), async (c) => {
      const input = bodyOf(c, rotateKeyInput)
      if (!input.ok) return problem(c, input.error)
      const params = paramsOf(c, rotateKey.params)
      if (params === null) return problem(c, nothingHere)
      const rotated = await rotate(c, deps, params.key_id, input.value.overlap_s)
      return rotated.ok ? reply(c, rotated.value) : problem(c, rotated.error)
    })
    .delete(`${all}/:key_id`, readBody, idempotent(deps), async (c) => {
      const params = paramsOf(c, revokeKey.params)
      if (params === null) return problem(c, nothingHere)
      const revoked = await revoke(c, deps, params.key_id)
      return revoked.ok ? reply(c, revoked.value) : problem(c, revoked.error)
    })
