/** Proving that a mailbox is the person's: the mail with the link, another one, and what the link does. */
import type { Context } from 'hono'
import { newAuditNote } from '../../../contract/audit.ts'
import type { Failure, Result } from '../../../contract/errors.ts'
import type { User } from '../../../contract/identity.ts'
import type { AppId, UserId } from '../../../contract/ids.ts'
import type { AppSettings } from '../../../contract/keys.ts'
import { languageOf } from '../../../domain/mail/language.ts'
import { renderMail } from '../../../domain/mail/templates.ts'
import { notedIfChanged } from '../../../storage/kernel/audit-outbox.ts'
import { invitationsOfEmail } from '../../../storage/kernel/invitations.ts'
import { queueMailIfChanged } from '../../../storage/kernel/mails.ts'
import {
  consuming,
  hashOneTimeToken,
  holderOf,
  issuingByEmail,
  issuingIfChanged,
  newOneTimeToken,
} from '../../../storage/kernel/one-time-tokens.ts'
import { People } from '../../../storage/kernel/people.ts'
import { beginAttempt } from './attempts.ts'
import type { ApiEnv } from '../bindings.ts'
import { personOf } from '../../shared/access/caller.ts'
import type { GatewayDeps } from '../deps.ts'
import { deliverSoon } from '../mail/deliver.ts'
import { withInvitations } from './newcomers.ts'
import { issuerOf, masterSecret } from '../../shared/settings.ts'

const purpose = 'verify_email'
const ttlMs = 86_400_000
const perHour = 5

export const badLink: Failure = { code: 'invalid_token', detail: 'This link was used, is too old, or never was; ask for another one.' }

/** For a batch, right after the write that makes the account: the link and its mail, if that made it. */
export const confirmation = (c: Context<ApiEnv>, app: AppSettings, user: User, now: number): D1PreparedStatement[] => {
  const { token, hash } = newOneTimeToken()
  return [
    issuingIfChanged(c.env.KERNEL_DB, { app: app.app_id, purpose, user: user.id, hash, now, ttlMs }),
    confirmationMail(c, app, user, token, now),
  ]
}

const confirmationMail = (c: Context<ApiEnv>, app: AppSettings, user: User, token: string, now: number): D1PreparedStatement => {
  const link = `${issuerOf(c.env, c.req.url)}/verify?token=${token}`
  const language = languageOf(c.req.header('Accept-Language'))
  const content = renderMail({ kind: 'verify_email', app: app.name, name: user.display_name, link }, language)
  return queueMailIfChanged(c.env.KERNEL_DB, masterSecret(c.env), { ...content, app: app.app_id, to: user.email, now })
}

/** Another mail for who asks; none when the e-mail is proved, or enough went out. */
export const resendConfirmation = async (c: Context<ApiEnv>, deps: GatewayDeps): Promise<Result<null>> => {
  const { app, user_id } = personOf(c)
  const db = c.env.KERNEL_DB
  const user = await new People(db, app.app_id).find(user_id)
  if (user === null || user.email_verified) return { ok: true, value: null }
  const attempt = await beginAttempt(c, deps, { app, email: user.email, purpose: 'request' })
  if (!attempt.ok) return attempt
  const { token, hash } = newOneTimeToken()
  const now = deps.now()
  await db.batch([
    issuingByEmail(db, user.email, { app: app.app_id, purpose, hash, now, ttlMs, perHour, unverified: true }),
    confirmationMail(c, app, user, token, now),
  ])
  deliverSoon(c, now)
  return { ok: true, value: null }
}

/** What the link does. An operator also gets what their e-mail is invited to. */
export const confirmEmail = async (c: Context<ApiEnv>, deps: GatewayDeps, token: string): Promise<Result<null>> => {
  const db = c.env.KERNEL_DB
  const now = deps.now()
  const hash = hashOneTimeToken(token)
  const holder = await holderOf(db, purpose, hash, now)
  if (holder === null) return { ok: false, error: badLink }
  const { app_id: app, user_id: user } = holder
  const [consumed] = await db.batch([
    consuming(db, purpose, hash, now),
    new People(db, app).provingEmail(user, now),
    notedIfChanged(db, app, provedNote(c, user, now)),
  ])
  if (consumed?.meta.changes === 0) return { ok: false, error: badLink }
  await takeUpWhatIsOffered(c, deps, app, user)
  return { ok: true, value: null }
}

const provedNote = (c: Context<ApiEnv>, user: UserId, now: number) =>
  newAuditNote({
    at: now,
    actor: { kind: 'user', id: user },
    action: 'user.email_verified',
    object: { kind: 'user', id: user },
    request_id: c.get('requestId'),
  })

/** Invitations of an operator's e-mail, now that it is proved to be theirs. */
export const takeUpWhatIsOffered = async (c: Context<ApiEnv>, deps: GatewayDeps, app: AppId, user: UserId): Promise<void> => {
  if ((await deps.authority.console(c.env)).app_id !== app) return
  const person = await new People(c.env.KERNEL_DB, app).find(user)
  if (person === null) return
  const invitations = await invitationsOfEmail(c.env.KERNEL_DB, person.email, deps.now())
  if (invitations.length === 0) return
  await c.env.KERNEL_DB.batch([...withInvitations(c, deps.now(), user, { verified: true, invitations })])
  for (const invitation of invitations) deps.authority.changed({ role: [invitation.app_id, user] })
}
