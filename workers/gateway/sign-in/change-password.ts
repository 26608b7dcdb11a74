/** A new password: with the one before, or with the link of a mail. Either way who else was signed in no longer is. */
import type { Context } from 'hono'
import type { Failure, Result } from '../../../contract/errors.ts'
import type { AppSettings } from '../../../contract/keys.ts'
import { passwordFault } from '../../../domain/identity/password-policy.ts'
import { languageOf } from '../../../domain/mail/language.ts'
import { renderMail } from '../../../domain/mail/templates.ts'
import { noted } from '../../../storage/kernel/audit-outbox.ts'
import { queueMail } from '../../../storage/kernel/mails.ts'
import { voiding } from '../../../storage/kernel/one-time-tokens.ts'
import { People } from '../../../storage/kernel/people.ts'
import type { Credentials } from '../../../storage/kernel/people.ts'
import { endedIn, endingSessions } from '../../../storage/kernel/sessions.ts'
import { afterEnding } from './after-ending.ts'
import { beginAttempt } from './attempts.ts'
import type { ApiEnv } from '../bindings.ts'
import { noteOf, personOf } from '../../shared/access/caller.ts'
import type { GatewayDeps } from '../deps.ts'
import { deliverSoon } from '../mail/deliver.ts'
import { masterSecret } from '../../shared/settings.ts'
import { signInRefused } from './sign-in.ts'

const wrongPassword: Failure = {
  code: 'validation_failed',
  detail: 'The current password is not right.',
  errors: [{ path: 'current_password', code: 'wrong_password', message: 'is not your password' }],
}

type Change = { readonly current_password: string; readonly new_password: string }

export const changePassword = async (c: Context<ApiEnv>, deps: GatewayDeps, input: Change): Promise<Result<null>> => {
  const { app, user_id } = personOf(c)
  const known = await new People(c.env.KERNEL_DB, app.app_id).credentialsOf(user_id)
  if (known === null || known.disabled) return { ok: false, error: signInRefused }
  const fault = passwordFault(input.new_password, known.user, 'new_password')
  if (fault !== null) return { ok: false, error: fault }
  const proved = await prove(c, deps, known, input.current_password)
  if (!proved.ok) return proved
  const hash = await deps.passwords.hash(input.new_password)
  if (!hash.ok) return hash
  await keep(c, deps, known, hash.value)
  return { ok: true, value: null }
}

/** Whoever holds an access token for a moment must not be able to guess the password with it. */
const prove = async (c: Context<ApiEnv>, deps: GatewayDeps, known: Credentials, password: string): Promise<Result<null>> => {
  const attempt = await beginAttempt(c, deps, { app: personOf(c).app, email: known.user.email, purpose: 'guess' })
  if (!attempt.ok) return attempt
  const check = await deps.passwords.check(password, known.passwordHash)
  if (!check.ok) await attempt.value.undecided()
  if (!check.ok) return check
  if (check.value === 'wrong') return { ok: false, error: wrongPassword }
  await attempt.value.succeeded()
  return { ok: true, value: null }
}

const keep = async (c: Context<ApiEnv>, deps: GatewayDeps, { user }: Credentials, hash: string): Promise<void> => {
  const { app, session_id } = personOf(c)
  const db = c.env.KERNEL_DB
  const now = deps.now()
  const results = await db.batch([
    ...endingSessions(db, app.app_id, { user: user.id, except: session_id }, { reason: 'password_changed', now }),
    new People(db, app.app_id).settingPassword(user.id, hash),
    voiding(db, app.app_id, user.id, 'reset_password', now),
    passwordChangedMail(c, app, user, now),
    noted(db, app.app_id, noteOf(c, now, { action: 'user.password_changed', object: { kind: 'user', id: user.id } })),
  ])
  afterEnding(c, deps, app.app_id, endedIn(results))
  deliverSoon(c, now)
}

/** Tells the owner, in case it was somebody else. */
const passwordChangedMail = (
  c: Context<ApiEnv>,
  app: AppSettings,
  user: { readonly email: string; readonly display_name: string },
  now: number,
): D1PreparedStatement => {
  const content = renderMail(
    { kind: 'password_changed', app: app.name, name: user.display_name },
    languageOf(c.req.header('Accept-Language')),
  )
  return queueMail(c.env.KERNEL_DB, masterSecret(c.env), { ...content, app: app.app_id, to: user.email, now })
}
