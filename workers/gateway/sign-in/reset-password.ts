/** The way back for who forgot the password: a mail with a link, and what the link does. Neither says whether an e-mail has an account. */
import type { Context } from 'hono'
import { newAuditNote } from '../../../contract/audit.ts'
import type { AuditNote } from '../../../contract/audit.ts'
import type { Result } from '../../../contract/errors.ts'
import type { User } from '../../../contract/identity.ts'
import type { AppId, UserId } from '../../../contract/ids.ts'
import { passwordFault } from '../../../domain/identity/password-policy.ts'
import { languageOf } from '../../../domain/mail/language.ts'
import { renderMail } from '../../../domain/mail/templates.ts'
import { notedIfChanged } from '../../../storage/kernel/audit-outbox.ts'
import { queueMailIfChanged } from '../../../storage/kernel/mails.ts'
import { consuming, hashOneTimeToken, holderOf, issuingByEmail, newOneTimeToken, voiding } from '../../../storage/kernel/one-time-tokens.ts'
import { People } from '../../../storage/kernel/people.ts'
import { endedIn, endingSessions } from '../../../storage/kernel/sessions.ts'
import { afterEnding } from './after-ending.ts'
import { beginAttempt } from './attempts.ts'
import type { ApiEnv } from '../bindings.ts'
import { badLink, takeUpWhatIsOffered } from './confirm-email.ts'
import type { GatewayDeps } from '../deps.ts'
import { deliverSoon } from '../mail/deliver.ts'
import { issuerOf, masterSecret } from '../../shared/settings.ts'
import { signIn } from './sign-in.ts'
import type { SignedIn } from './sign-in.ts'

const purpose = 'reset_password'
const ttlMs = 30 * 60_000
const perHour = 5

/** The same statements whether there is such a person or not; the mail leaves after the answer. */
export const forgotPassword = async (c: Context<ApiEnv>, deps: GatewayDeps, email: string): Promise<Result<null>> => {
  const { app } = c.get('caller')
  const attempt = await beginAttempt(c, deps, { app, email, purpose: 'request' })
  if (!attempt.ok) return attempt
  const db = c.env.KERNEL_DB
  const now = deps.now()
  const { token, hash } = newOneTimeToken()
  // The platform's page must not take a person of an app for an operator.
  const isOperator = (await deps.authority.console(c.env)).app_id === app.app_id
  const link = `${issuerOf(c.env, c.req.url)}/reset?token=${token}${isOperator ? '' : '&realm=app'}`
  const content = renderMail({ kind: 'reset_password', app: app.name, link }, languageOf(c.req.header('Accept-Language')))
  await db.batch([
    issuingByEmail(db, email, { app: app.app_id, purpose, hash, now, ttlMs, perHour }),
    queueMailIfChanged(db, masterSecret(c.env), { ...content, app: app.app_id, to: email, now }),
  ])
  deliverSoon(c, now)
  return { ok: true, value: null }
}

type Reset = { readonly token: string; readonly new_password: string }

export const resetPassword = async (c: Context<ApiEnv>, deps: GatewayDeps, input: Reset): Promise<Result<SignedIn>> => {
  const hash = hashOneTimeToken(input.token)
  const holder = await holderOf(c.env.KERNEL_DB, purpose, hash, deps.now())
  const app = holder && (await deps.authority.app(holder.app_id, c.env))
  const known = holder && (await new People(c.env.KERNEL_DB, holder.app_id).credentialsOf(holder.user_id))
  if (app === null || known === null || known.disabled) return { ok: false, error: badLink }
  const fault = passwordFault(input.new_password, known.user, 'new_password')
  if (fault !== null) return { ok: false, error: fault }
  const attempt = await beginAttempt(c, deps, { app, email: known.user.email, purpose: 'request' })
  if (!attempt.ok) return attempt
  const passwordHash = await deps.passwords.hash(input.new_password)
  if (!passwordHash.ok) return passwordHash
  if (!(await keep(c, deps, { app: app.app_id, user: known.user.id, hash, passwordHash: passwordHash.value })))
    return { ok: false, error: badLink }
  return enter(c, deps, app.app_id, known.user)
}

type Proved = { readonly app: AppId; readonly user: UserId; readonly hash: string; readonly passwordHash: string }

/** False when the link was used meanwhile; then nothing changed. Sessions end while the link is still good, so only with it. */
const keep = async (c: Context<ApiEnv>, deps: GatewayDeps, { app, user, hash, passwordHash }: Proved): Promise<boolean> => {
  const db = c.env.KERNEL_DB
  const now = deps.now()
  const people = new People(db, app)
  const ending = endingSessions(db, app, { user, resetWith: hash }, { reason: 'password_reset', now })
  const results = await db.batch([
    ...ending,
    consuming(db, purpose, hash, now),
    people.resettingPassword(user, passwordHash, now),
    notedIfChanged(db, app, resetNote(c, user, now)),
    voiding(db, app, user, purpose, now),
  ])
  if (results[ending.length]?.meta.changes === 0) return false
  afterEnding(c, deps, app, endedIn(results))
  return true
}

const resetNote = (c: Context<ApiEnv>, user: UserId, now: number): AuditNote =>
  newAuditNote({
    at: now,
    actor: { kind: 'user', id: user },
    action: 'user.password_reset',
    object: { kind: 'user', id: user },
    request_id: c.get('requestId'),
  })

/** The mail proved the mailbox too. */
const enter = async (c: Context<ApiEnv>, deps: GatewayDeps, app: AppId, user: User): Promise<Result<SignedIn>> => {
  if (!user.email_verified) await takeUpWhatIsOffered(c, deps, app, user.id)
  return signIn(c, deps, { app, user: { ...user, email_verified: true }, method: 'reset' })
}
