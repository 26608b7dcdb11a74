/** Passkeys: the two calls of each ceremony, and a person's own list. */
import { Hono } from 'hono'
import { removePasskey as removeOperation } from '../../../contract/operations/passkeys.ts'
import { passkeyAdded, passkeySignup, passkeyUsed } from '../../../contract/passkeys.ts'
import { Passkeys } from '../../../storage/kernel/passkeys.ts'
import { problem } from '../../shared/problem.ts'
import type { ApiEnv } from '../bindings.ts'
import { personOf } from '../../shared/access/caller.ts'
import type { GatewayDeps } from '../deps.ts'
import { beginSignup, finishSignup } from '../sign-in/passkey-signup.ts'
import { beginLogin, beginRegistration, finishLogin, finishRegistration, removePasskey } from '../sign-in/passkeys.ts'
import { replyTokens } from '../sign-in/sign-in.ts'
import { idempotent } from './idempotent.ts'
import { bodyOf, paramsOf } from '../../shared/http/input.ts'
import { readBody } from './read-body.ts'
import { nothingHere, reply } from '../../shared/http/reply.ts'
import { ownPagesOnly, unlessCookie } from './session-mode.ts'

const base = '/v1/auth/passkeys'
const unnamed = 'Passkey'

export const passkeysRoutes = (deps: GatewayDeps): Hono<ApiEnv> => {
  const once = idempotent(deps)
  return new Hono<ApiEnv>()
    .post(`${base}/registration/start`, readBody, async (c) => {
      const begun = await beginRegistration(c, deps)
      return begun.ok ? reply(c, begun.value) : problem(c, begun.error)
    })
    .post(`${base}/registration/finish`, readBody, once, async (c) => {
      const input = bodyOf(c, passkeyAdded)
      if (!input.ok) return problem(c, input.error)
      const added = await finishRegistration(c, deps, input.value.credential, input.value.name ?? unnamed)
      return added.ok ? reply(c, added.value, 201) : problem(c, added.error)
    })
    .post(`${base}/login/start`, readBody, async (c) => {
      const begun = await beginLogin(c, deps)
      return begun.ok ? reply(c, begun.value) : problem(c, begun.error)
    })
    .post(`${base}/login/finish`, ownPagesOnly, readBody, unlessCookie(once), async (c) => {
      const input = bodyOf(c, passkeyUsed)
      if (!input.ok) return problem(c, input.error)
      const signedIn = await finishLogin(c, deps, input.value.credential)
      return signedIn.ok ? replyTokens(c, signedIn.value) : problem(c, signedIn.error)
    })
    .post(`${base}/signup/start`, readBody, async (c) => {
      const input = bodyOf(c, passkeySignup)
      if (!input.ok) return problem(c, input.error)
      const begun = await beginSignup(c, deps, input.value)
      return begun.ok ? reply(c, begun.value) : problem(c, begun.error)
    })
    .post(`${base}/signup/finish`, ownPagesOnly, readBody, unlessCookie(once), async (c) => {
      const input = bodyOf(c, passkeyAdded)
      if (!input.ok) return problem(c, input.error)
      const signedIn = await finishSignup(c, deps, input.value.credential, input.value.name ?? unnamed)
      return signedIn.ok ? replyTokens(c, signedIn.value, 201) : problem(c, signedIn.error)
    })
    .get(base, async (c) => {
      const { app, user_id } = personOf(c)
      const data = await new Passkeys(c.env.KERNEL_DB, app.app_id).list(user_id)
      return reply(c, { data, next_cursor: null })
    })
    .delete(`${base}/:id`, async (c) => {
      const params = paramsOf(c, removeOperation.params)
      if (params === null) return problem(c, nothingHere)
      const removed = await removePasskey(c, deps, params.id)
      return removed.ok ? reply(c, removed.value) : problem(c, removed.error)
    })
}
