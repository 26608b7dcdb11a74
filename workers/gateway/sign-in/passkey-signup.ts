/** An account that begins with a passkey and has no password. Person, passkey and notes are one transaction, or nothing. */
import type { Context } from 'hono'
import * as z from 'zod'
import { newAuditNote } from '../../../contract/audit.ts'
import type { AuditNote } from '../../../contract/audit.ts'
import type { Result } from '../../../contract/errors.ts'
import type { User } from '../../../contract/identity.ts'
import { newId, userId } from '../../../contract/ids.ts'
import type { UserId } from '../../../contract/ids.ts'
import type { NewCredential, PasskeySignup } from '../../../contract/passkeys.ts'
import { notedIfChanged } from '../../../storage/kernel/audit-outbox.ts'
import { Passkeys } from '../../../storage/kernel/passkeys.ts'
import type { NewPasskey } from '../../../storage/kernel/passkeys.ts'
import { People } from '../../../storage/kernel/people.ts'
import type { ApiEnv } from '../bindings.ts'
import { beginAttempt } from './attempts.ts'
import { confirmation } from './confirm-email.ts'
import type { GatewayDeps } from '../deps.ts'
import { deliverSoon } from '../mail/deliver.ts'
import { admitNewcomer, emailTaken, withInvitations } from './newcomers.ts'
import type { Admission, Arrival } from './newcomers.ts'
import { ceremonies, createdBy, keepChallenge, placeOf, takeChallenge, unproved } from './passkeys.ts'
import { signIn } from './sign-in.ts'
import type { SignedIn } from './sign-in.ts'

const wish = z.object({ email: z.string(), display_name: z.string(), invitation_token: z.string().optional() })
type Wish = z.infer<typeof wish>

const arrivalOf = (c: Context<ApiEnv>, { email, invitation_token }: Wish): Arrival => ({
  app: c.get('caller').app,
  email,
  proof: invitation_token === undefined ? null : { invitation: invitation_token },
})

export const beginSignup = async (
  c: Context<ApiEnv>,
  deps: GatewayDeps,
  { email, display_name, invitation_token }: PasskeySignup,
): Promise<Result<{ readonly options: object }>> => {
  const place = placeOf(c)
  if (!place.ok) return place
  const { app } = c.get('caller')
  const attempt = await beginAttempt(c, deps, { app, email, purpose: 'request' })
  if (!attempt.ok) return attempt
  const data = { email, display_name, ...(invitation_token === undefined ? {} : { invitation_token }) }
  const admitted = await admitNewcomer(c, deps, arrivalOf(c, data))
  if (!admitted.ok) return admitted
  if ((await new People(c.env.KERNEL_DB, app.app_id).credentialsByEmail(email)) !== null) return { ok: false, error: emailTaken }
  const { beginCreation } = await ceremonies()
  const user = userId.parse(newId())
  const begun = await beginCreation(place.value, app.name, { id: user, email, display_name }, [])
  return { ok: true, value: await keepChallenge(c, deps, begun, { purpose: 'passkey_signup', place: place.value, user, data }) }
}

/** Who may was asked at the beginning too; since then an invitation may have ended. */
export const finishSignup = async (
  c: Context<ApiEnv>,
  deps: GatewayDeps,
  credential: NewCredential,
  name: string,
): Promise<Result<SignedIn>> => {
  const met = await takeChallenge(c, deps, 'passkey_signup', credential, wish)
  if (met === null || met.user_id === null) return { ok: false, error: unproved }
  const admission = await admitNewcomer(c, deps, arrivalOf(c, met.data))
  if (!admission.ok) return admission
  const key = await createdBy(credential, met)
  const passkeys = new Passkeys(c.env.KERNEL_DB, met.app_id)
  if (key === null || (await passkeys.find(key.credential_id)) !== null) return { ok: false, error: unproved }
  const passkey = { ...key, user: met.user_id, rp_id: met.data.rp_id, name }
  const user = await makeAccount(c, deps, { wish: met.data, passkey, admission: admission.value })
  return user === null ? { ok: false, error: emailTaken } : signIn(c, deps, { app: met.app_id, user, method: 'registration' })
}

type Account = { readonly wish: Wish; readonly passkey: NewPasskey; readonly admission: Admission }

/** Null when somebody else just took the e-mail. */
const makeAccount = async (c: Context<ApiEnv>, deps: GatewayDeps, { wish: wanted, passkey, admission }: Account): Promise<User | null> => {
  const { app } = c.get('caller')
  const { KERNEL_DB } = c.env
  const now = deps.now()
  const { verified, invitations } = admission
  const { user: id } = passkey
  const { email, display_name } = wanted
  const user = { id, email, email_verified: verified, display_name, created_at: new Date(now).toISOString() }
  const [added] = await KERNEL_DB.batch([
    new People(KERNEL_DB, app.app_id).adding({ id, email, display_name, passwordHash: null, verified }, now),
    ...(verified ? [] : confirmation(c, app, user, now)),
    notedIfChanged(KERNEL_DB, app.app_id, registered(c, now, id)),
    new Passkeys(KERNEL_DB, app.app_id).adding(passkey, now),
    ...withInvitations(c, now, id, admission),
  ])
  if (added?.meta.changes === 0) return null
  for (const { app_id } of invitations) deps.authority.changed({ role: [app_id, id] })
  if (!verified) deliverSoon(c, now)
  return user
}

const registered = (c: Context<ApiEnv>, now: number, id: UserId): AuditNote =>
  newAuditNote({
    at: now,
    actor: { kind: 'user', id },
    action: 'user.registered',
    object: { kind: 'user', id },
    request_id: c.get('requestId'),
    data: { method: 'passkey' },
  })
