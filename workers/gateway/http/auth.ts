/** Coming in, staying in and going: registration, login, refresh, logout, and the ways of a forgotten password and an unproved e-mail. */
import { Hono } from 'hono'
import type { Context } from 'hono'
import {
  emailInput,
  loginInput,
  newPasswordInput,
  refreshInput,
  registerInput,
  resetInput,
  verifyInput,
} from '../../../contract/identity.ts'
import type { Failure, Result } from '../../../contract/errors.ts'
import { problem } from '../../shared/problem.ts'
import type { ApiEnv } from '../bindings.ts'
import { changePassword } from '../sign-in/change-password.ts'
import { confirmEmail, resendConfirmation } from '../sign-in/confirm-email.ts'
import type { GatewayDeps } from '../deps.ts'
import { logIn } from '../sign-in/log-in.ts'
import { endOwnSession } from '../sign-in/own-sessions.ts'
import { personOf } from '../../shared/access/caller.ts'
import { refresh } from '../sign-in/refresh.ts'
import { registerPerson } from '../sign-in/register-person.ts'
import { forgotPassword, resetPassword } from '../sign-in/reset-password.ts'
import { clearRefreshCookie, refreshCookie, wantsCookie } from '../sign-in/session-cookie.ts'
import { replyTokens } from '../sign-in/sign-in.ts'
import type { SignedIn } from '../sign-in/sign-in.ts'
import { idempotent } from './idempotent.ts'
import { bodyOf } from '../../shared/http/input.ts'
import { readBody } from './read-body.ts'
import { reply } from '../../shared/http/reply.ts'
import { ownPagesOnly, unlessCookie } from './session-mode.ts'

const noToken: Failure = { code: 'invalid_credentials', detail: 'Send the refresh token, or the cookie that carries it.' }

export const authRoutes = (deps: GatewayDeps): Hono<ApiEnv> => {
  const once = idempotent(deps)
  return new Hono<ApiEnv>()
    .post('/v1/auth/register', ownPagesOnly, readBody, unlessCookie(once), async (c) => {
      const input = bodyOf(c, registerInput)
      return input.ok ? replySignedIn(c, await registerPerson(c, deps, input.value), 201) : problem(c, input.error)
    })
    .post('/v1/auth/login', ownPagesOnly, readBody, unlessCookie(once), async (c) => {
      const input = bodyOf(c, loginInput)
      return input.ok ? replySignedIn(c, await logIn(c, deps, input.value)) : problem(c, input.error)
    })
    .post('/v1/auth/refresh', ownPagesOnly, readBody, async (c) => {
      const input = bodyOf(c, refreshInput)
      if (!input.ok) return problem(c, input.error)
      const token = wantsCookie(c) ? refreshCookie(c) : (input.value.refresh_token ?? null)
      const next = token === null ? ({ ok: false, error: noToken } as const) : await refresh(c, deps, token)
      if (!next.ok && next.error.code === 'invalid_credentials' && wantsCookie(c)) clearRefreshCookie(c)
      return replySignedIn(c, next)
    })
    .post('/v1/auth/logout', ownPagesOnly, async (c) => {
      const ended = await endOwnSession(c, deps, personOf(c).session_id, 'logout')
      if (wantsCookie(c)) clearRefreshCookie(c)
      return reply(c, { ended })
    })
    .post('/v1/auth/password', readBody, once, async (c) => {
      const input = bodyOf(c, newPasswordInput)
      return input.ok ? replyDone(c, await changePassword(c, deps, input.value)) : problem(c, input.error)
    })
    .post('/v1/auth/password/forgot', readBody, once, async (c) => {
      const input = bodyOf(c, emailInput)
      return input.ok ? replyDone(c, await forgotPassword(c, deps, input.value.email)) : problem(c, input.error)
    })
    .post('/v1/auth/password/reset', ownPagesOnly, readBody, async (c) => {
      const input = bodyOf(c, resetInput)
      return input.ok ? replySignedIn(c, await resetPassword(c, deps, input.value)) : problem(c, input.error)
    })
    .post('/v1/auth/email/verify', readBody, async (c) => {
      const input = bodyOf(c, verifyInput)
      return input.ok ? replyDone(c, await confirmEmail(c, deps, input.value.token)) : problem(c, input.error)
    })
    .post('/v1/auth/email/resend', readBody, once, async (c) => replyDone(c, await resendConfirmation(c, deps)))
}

const replySignedIn = (c: Context<ApiEnv>, signedIn: Result<SignedIn>, status: 200 | 201 = 200): Response =>
  signedIn.ok ? replyTokens(c, signedIn.value, status) : problem(c, signedIn.error)

const replyDone = (c: Context<ApiEnv>, done: Result<null>): Response => (done.ok ? reply(c, { status: 'ok' }) : problem(c, done.error))
