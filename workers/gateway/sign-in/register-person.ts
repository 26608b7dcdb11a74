/**
 * A new account with a password. Who may make one is `newcomers.ts`'s. The person, the mail that asks to confirm the e-mail, memberships that
 * were offered and the audit note are one transaction.
 */
import type { Context } from 'hono'
import { newAuditNote } from '../../../contract/audit.ts'
import type { Result } from '../../../contract/errors.ts'
import type { RegisterInput, User } from '../../../contract/identity.ts'
import { newId, userId } from '../../../contract/ids.ts'
import type { AppSettings } from '../../../contract/keys.ts'
import { passwordFault } from '../../../domain/identity/password-policy.ts'
import { People } from '../../../storage/kernel/people.ts'
import { notedIfChanged } from '../../../storage/kernel/audit-outbox.ts'
import { beginAttempt } from './attempts.ts'
import type { ApiEnv } from '../bindings.ts'
import { confirmation } from './confirm-email.ts'
import type { GatewayDeps } from '../deps.ts'
import { deliverSoon } from '../mail/deliver.ts'
import { admitNewcomer, emailTaken, withInvitations } from './newcomers.ts'
import type { Admission } from './newcomers.ts'
import { signIn } from './sign-in.ts'
import type { SignedIn } from './sign-in.ts'

export const registerPerson = async (c: Context<ApiEnv>, deps: GatewayDeps, input: RegisterInput): Promise<Result<SignedIn>> => {
  const { app } = c.get('caller')
  const fault = passwordFault(input.password, input, 'password')
  if (fault !== null) return { ok: false, error: fault }
  const attempt = await beginAttempt(c, deps, { app, email: input.email, purpose: 'request' })
  if (!attempt.ok) return attempt
  const proof = input.invitation_token === undefined ? null : { invitation: input.invitation_token }
  const admission = await admitNewcomer(c, deps, { app, email: input.email, proof })
  if (!admission.ok) return admission
  if ((await new People(c.env.KERNEL_DB, app.app_id).credentialsByEmail(input.email)) !== null) return { ok: false, error: emailTaken }
  const hash = await deps.passwords.hash(input.password)
  if (!hash.ok) return hash
  const user = await add(c, deps, app, { ...input, passwordHash: hash.value, admission: admission.value })
  return user === null ? { ok: false, error: emailTaken } : signIn(c, deps, { app: app.app_id, user, method: 'registration' })
}

type Newcomer = Pick<RegisterInput, 'email' | 'display_name'> & {
  readonly passwordHash: string
  readonly admission: Admission
}

/** Null when somebody else just took the e-mail. */
const add = async (
  c: Context<ApiEnv>,
  deps: GatewayDeps,
  app: AppSettings,
  { email, display_name, passwordHash, admission }: Newcomer,
): Promise<User | null> => {
  const now = deps.now()
  const db = c.env.KERNEL_DB
  const id = userId.parse(newId())
  const { verified, invitations } = admission
  const user = { id, email, email_verified: verified, display_name, created_at: new Date(now).toISOString() }
  const note = newAuditNote({
    at: now,
    actor: { kind: 'user', id },
    action: 'user.registered',
    object: { kind: 'user', id },
    request_id: c.get('requestId'),
    data: { invited: invitations.length > 0 },
  })
  const [added] = await db.batch([
    new People(db, app.app_id).adding({ id, email, display_name, passwordHash, verified }, now),
    ...(verified ? [] : confirmation(c, app, user, now)),
    notedIfChanged(db, app.app_id, note),
    ...withInvitations(c, now, id, admission),
  ])
  if (added?.meta.changes === 0) return null
  for (const { app_id } of invitations) deps.authority.changed({ role: [app_id, id] })
  if (!verified) deliverSoon(c, now)
  return user
}
