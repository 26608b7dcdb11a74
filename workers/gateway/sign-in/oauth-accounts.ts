/** Whose account a provider's account opens, in the database: linked, found by a verified e-mail, or made. The rule is `domain/oauth/account-decision.ts`'s. */
import type { Context } from 'hono'
import { assertNever } from '../../../contract/assert-never.ts'
import { newAuditNote } from '../../../contract/audit.ts'
import type { AuditNote } from '../../../contract/audit.ts'
import type { Result } from '../../../contract/errors.ts'
import { newId, userId } from '../../../contract/ids.ts'
import type { UserId } from '../../../contract/ids.ts'
import type { AppSettings } from '../../../contract/keys.ts'
import type { FlowError } from '../../../contract/oauth.ts'
import { decideAccount, firstName } from '../../../domain/oauth/account-decision.ts'
import type { Claims } from '../../../domain/oauth/account-decision.ts'
import { Identities } from '../../../storage/kernel/identities.ts'
import type { Account } from '../../../storage/kernel/identities.ts'
import { People } from '../../../storage/kernel/people.ts'
import type { ApiEnv } from '../bindings.ts'
import { confirmation } from './confirm-email.ts'
import type { GatewayDeps } from '../deps.ts'
import { deliverSoon } from '../mail/deliver.ts'
import { admitNewcomer, withInvitations } from './newcomers.ts'

type Vouched = { readonly app: AppSettings; readonly provider: string; readonly claims: Claims }
type Found = Result<UserId, FlowError>

export const accountFor = async (c: Context<ApiEnv>, deps: GatewayDeps, vouched: Vouched): Promise<Found> => {
  const { app, provider, claims } = vouched
  const account = { issuer: claims.issuer, subject: claims.subject, provider }
  const identities = new Identities(c.env.KERNEL_DB, app.app_id)
  const linked = await identities.personOf(account)
  const holder =
    linked !== null || claims.email === null ? null : await new People(c.env.KERNEL_DB, app.app_id).credentialsByEmail(claims.email)
  const decision = decideAccount(claims, linked, holder?.user ?? null)
  switch (decision.kind) {
    case 'known':
      return { ok: true, value: decision.user }
    case 'refused':
      return { ok: false, error: decision.error }
    case 'link': {
      const now = deps.now()
      const note = noteAbout(c, now, decision.user, 'identity.linked', { provider, issuer: account.issuer })
      return orTaken(await identities.link(account, decision.user, { now, note }))
    }
    case 'register':
      return register(c, deps, vouched, { account, email: decision.email })
    default:
      return assertNever(decision)
  }
}

/** When another request was first with the e-mail, whose the account is now decides. */
const orTaken = (user: UserId | null): Found => (user === null ? { ok: false, error: 'email_taken' } : { ok: true, value: user })

type Arriving = { readonly account: Account; readonly email: string }

const register = async (
  c: Context<ApiEnv>,
  deps: GatewayDeps,
  { app, provider, claims }: Vouched,
  { account, email }: Arriving,
): Promise<Found> => {
  const admitted = await admitNewcomer(c, deps, { app, email, proof: claims.email_verified ? 'provider' : null })
  if (!admitted.ok) return { ok: false, error: 'registration_closed' }
  const { verified, invitations } = admitted.value
  const id = userId.parse(newId())
  const now = deps.now()
  const user = { id, email, email_verified: verified, display_name: firstName(claims, email), created_at: new Date(now).toISOString() }
  const note = noteAbout(c, now, id, 'user.registered', { method: 'oauth', provider, issuer: account.issuer })
  const mail = verified ? [] : confirmation(c, app, user, now)
  const identities = new Identities(c.env.KERNEL_DB, app.app_id)
  const whose = await identities.register(account, { ...user, passwordHash: null, verified }, { now, note }, [
    mail,
    withInvitations(c, now, id, admitted.value),
  ])
  for (const { app_id } of invitations) deps.authority.changed({ role: [app_id, id] })
  if (!verified) deliverSoon(c, now)
  return orTaken(whose)
}

const noteAbout = (c: Context<ApiEnv>, now: number, user: UserId, action: string, data: Record<string, string>): AuditNote =>
  newAuditNote({
    at: now,
    actor: { kind: 'user', id: user },
    action,
    object: { kind: 'user', id: user },
    request_id: c.get('requestId'),
    data,
  })
