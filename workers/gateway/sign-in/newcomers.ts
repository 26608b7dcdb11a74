/**
 * Who may get an account without a password, and what comes with it. Apps take everybody; the console takes whom an invitation names, or
 * everybody where registration is open. An invitation of a mailbox that was proved gives its roles.
 */
import type { Context } from 'hono'
import type { Failure, Result } from '../../../contract/errors.ts'
import type { UserId } from '../../../contract/ids.ts'
import type { AppSettings } from '../../../contract/keys.ts'
import { newAuditNote } from '../../../contract/audit.ts'
import { invitationHash } from '../../../domain/apps/invitation.ts'
import { invitationsOfEmail, invitationsOfToken, takingUp } from '../../../storage/kernel/invitations.ts'
import type { OpenInvitation } from '../../../storage/kernel/invitations.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'

const closed: Failure = {
  code: 'registration_closed',
  detail: 'Operators are invited; ask whoever runs this platform, or an owner of the app.',
}
const notInvited: Failure = { code: 'invalid_token', detail: 'This invitation is not for this e-mail, or is not valid any more.' }
export const emailTaken: Failure = { code: 'email_taken', detail: 'This e-mail has an account already; sign in to it.' }

export type Arrival = {
  readonly app: AppSettings
  /** Lower-cased. */
  readonly email: string
  /** What says that the mailbox is theirs: the token of an invitation, or a provider; null for nothing. */
  readonly proof: { readonly invitation: string } | 'provider' | null
}

export type Admission = { readonly verified: boolean; readonly invitations: readonly OpenInvitation[] }

export const admitNewcomer = async (c: Context<ApiEnv>, deps: GatewayDeps, { app, email, proof }: Arrival): Promise<Result<Admission>> => {
  const console = await deps.authority.console(c.env)
  if (console.app_id !== app.app_id) return { ok: true, value: { verified: proof === 'provider', invitations: [] } }
  const invitations = await invitationsFor(c, deps.now(), email, proof)
  if (invitations.some((invitation) => invitation.email !== email)) return { ok: false, error: notInvited }
  if (invitations.length > 0) return { ok: true, value: { verified: true, invitations } }
  if (proof !== null && proof !== 'provider') return { ok: false, error: notInvited }
  if (c.env.CONSOLE_REGISTRATION !== 'open') return { ok: false, error: closed }
  return { ok: true, value: { verified: proof === 'provider', invitations } }
}

const invitationsFor = (c: Context<ApiEnv>, now: number, email: string, proof: Arrival['proof']): Promise<OpenInvitation[]> => {
  if (proof === null) return Promise.resolve([])
  if (proof === 'provider') return invitationsOfEmail(c.env.KERNEL_DB, email, now)
  return invitationsOfToken(c.env.KERNEL_DB, invitationHash(proof.invitation), now)
}

/** For the batch that makes the person, after the INSERT: the roles of their invitations. */
export const withInvitations = (
  c: Context<ApiEnv>,
  now: number,
  user: UserId,
  { invitations }: Admission,
): readonly D1PreparedStatement[] =>
  takingUp(c.env.KERNEL_DB, invitations, {
    user,
    now,
    noteOf: ({ invitation_id, role }) =>
      newAuditNote({
        at: now,
        actor: { kind: 'operator', id: user },
        action: 'member.added',
        object: { kind: 'user', id: user },
        request_id: c.get('requestId'),
        data: { role, invitation_id },
      }),
  })
