/** In with e-mail and password. Whatever is wrong, the answer is the same after the same work: one look-up, one derivation, one note. */
import type { Context } from 'hono'
import { newAuditNote } from '../../../contract/audit.ts'
import type { Result } from '../../../contract/errors.ts'
import type { User } from '../../../contract/identity.ts'
import type { AppId, UserId } from '../../../contract/ids.ts'
import { People } from '../../../storage/kernel/people.ts'
import type { Credentials } from '../../../storage/kernel/people.ts'
import { errorText, logError, requestMark } from '../../shared/log.ts'
import { beginAttempt } from './attempts.ts'
import type { ApiEnv } from '../bindings.ts'
import { keepDenial } from '../../shared/access/denials.ts'
import type { GatewayDeps } from '../deps.ts'
import { signIn, signInRefused } from './sign-in.ts'
import type { SignedIn } from './sign-in.ts'

export type LoginInput = { readonly email: string; readonly password: string }

export const logIn = async (c: Context<ApiEnv>, deps: GatewayDeps, { email, password }: LoginInput): Promise<Result<SignedIn>> => {
  const { app } = c.get('caller')
  const attempt = await beginAttempt(c, deps, { app, email, purpose: 'guess' })
  if (!attempt.ok) return attempt
  const known = await new People(c.env.KERNEL_DB, app.app_id).credentialsByEmail(email)
  const check = await deps.passwords.check(password, known?.passwordHash ?? null)
  if (!check.ok) {
    await attempt.value.undecided()
    return check
  }
  if (known === null || known.disabled || check.value === 'wrong') return refuse(c, deps, app.app_id, known?.user ?? null)
  await attempt.value.succeeded()
  if (check.value === 'outdated') rehashSoon(c, deps, app.app_id, known, password)
  return signIn(c, deps, { app: app.app_id, user: known.user, method: 'password' })
}

const refuse = (c: Context<ApiEnv>, deps: GatewayDeps, app: AppId, user: User | null): Result<never> => {
  noteDenied(c, deps, app, user?.id ?? null)
  return { ok: false, error: signInRefused }
}

/** Says whose account it was, when there is one; never the e-mail that somebody typed. */
const noteDenied = (c: Context<ApiEnv>, deps: GatewayDeps, app: AppId, user: UserId | null): void =>
  keepDenial(
    c,
    deps.denials,
    app,
    newAuditNote({
      at: deps.now(),
      actor: { kind: 'user', id: null },
      action: 'sign_in.denied',
      outcome: 'denied',
      reason: signInRefused.code,
      object: user === null ? null : { kind: 'user', id: user },
      request_id: c.get('requestId'),
    }),
  )

/** After the answer; if the line is full, at the next login. */
const rehashSoon = (c: Context<ApiEnv>, deps: GatewayDeps, app: AppId, { user, passwordHash }: Credentials, password: string): void => {
  if (passwordHash === null) return
  const rehash = async (): Promise<void> => {
    const hash = await deps.passwords.hash(password)
    if (hash.ok) await new People(c.env.KERNEL_DB, app).rehash(user.id, passwordHash, hash.value)
  }
  c.executionCtx.waitUntil(
    rehash().catch((error: unknown) => {
      logError({ event: 'rehash_failed', ...requestMark(c.get('requestId'), c.get('trace')), error: errorText(error) })
    }),
  )
}
