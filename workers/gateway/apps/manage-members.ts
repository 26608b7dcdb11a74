/**
 * Members and invitations: somebody with an account becomes a member at once, others get a mail. The rules of who may are
 * `domain/apps/role-rules.ts`'s and hold in the writes; here an act gets its note, its mail and its effect on this isolate.
 */
import type { Context } from 'hono'
import * as z from 'zod'
import type { ActiveMember, InvitedMember, Member, MemberInput, OperatorInvitation } from '../../../contract/apps.ts'
import { operatorInput, operatorInvitation } from '../../../contract/apps.ts'
import { newAuditNote } from '../../../contract/audit.ts'
import type { Failure, Result } from '../../../contract/errors.ts'
import { newId } from '../../../contract/ids.ts'
import type { AppId, UserId } from '../../../contract/ids.ts'
import type { Role } from '../../../contract/roles.ts'
import { newInvitationToken } from '../../../domain/apps/invitation.ts'
import { languageOf } from '../../../domain/mail/language.ts'
import { renderMail } from '../../../domain/mail/templates.ts'
import { AppInvitations, operatorOfEmail } from '../../../storage/kernel/invitations.ts'
import type { NewInvitation } from '../../../storage/kernel/invitations.ts'
import { queueMailIfChanged } from '../../../storage/kernel/mails.ts'
import { AppMembers } from '../../../storage/kernel/members.ts'
import type { MemberAct } from '../../../storage/kernel/members.ts'
import { beginAttempt } from '../sign-in/attempts.ts'
import type { ApiEnv } from '../bindings.ts'
import { noteData, noteOf, operatorOf } from '../../shared/access/caller.ts'
import type { GatewayDeps } from '../deps.ts'
import { deliverSoon } from '../mail/deliver.ts'
import { isDevelopment, issuerOf, masterSecret } from '../../shared/settings.ts'

const unconfirmed: Failure = {
  code: 'validation_failed',
  detail: 'Whoever has this account did not confirm its e-mail yet.',
  errors: [{ path: 'email', code: 'unconfirmed', message: 'is not confirmed yet' }],
}
const isOperator: Failure = { code: 'email_taken', detail: 'This e-mail has an operator account already.' }

const membersOf = (c: Context<ApiEnv>): AppMembers => new AppMembers(c.env.KERNEL_DB, operatorOf(c).app.app_id)

type What = Pick<Parameters<typeof noteOf>[2], 'action' | 'object' | 'data'>
const actOf = (c: Context<ApiEnv>, now: number, what: What): MemberAct => ({
  actor: operatorOf(c).user_id,
  now,
  note: noteOf(c, now, what),
})

export const add = async (c: Context<ApiEnv>, deps: GatewayDeps, { email, role }: MemberInput): Promise<Result<Member>> => {
  const known = await operatorOfEmail(c.env.KERNEL_DB, email)
  if (known === null) return invite(c, deps, { email, role })
  if (!known.verified && !trustsUnproved(c)) return { ok: false, error: unconfirmed }
  const members = membersOf(c)
  if ((await members.find(known.user)) !== null) return changeRole(c, deps, known.user, role)
  const act = actOf(c, deps.now(), { action: 'member.added', object: { kind: 'user', id: known.user }, data: { role } })
  return settled(c, deps, known.user, await members.add(known.user, role, act))
}

/** Where anybody may register with any e-mail, only one that was proved says who somebody is. */
const trustsUnproved = (c: Context<ApiEnv>): boolean => isDevelopment(c.env) || c.env.CONSOLE_REGISTRATION !== 'open'

export const changeRole = async (c: Context<ApiEnv>, deps: GatewayDeps, user: UserId, role: Role): Promise<Result<ActiveMember>> => {
  const act = actOf(c, deps.now(), { action: 'member.role_changed', object: { kind: 'user', id: user }, data: { role } })
  return settled(c, deps, user, await membersOf(c).changeRole(user, role, act))
}

export const remove = async (c: Context<ApiEnv>, deps: GatewayDeps, user: UserId): Promise<Result<ActiveMember>> => {
  const act = actOf(c, deps.now(), { action: 'member.removed', object: { kind: 'user', id: user } })
  return settled(c, deps, user, await membersOf(c).remove(user, act))
}

const settled = <T>(c: Context<ApiEnv>, { authority }: GatewayDeps, user: UserId, done: Result<T>): Result<T> => {
  if (done.ok) authority.changed({ role: [operatorOf(c).app.app_id, user] })
  return done
}

/** Mailboxes are not flooded: an e-mail is mailed as often as it may ask for mails itself, whichever apps invite it. */
const invite = async (c: Context<ApiEnv>, deps: GatewayDeps, { email, role }: MemberInput): Promise<Result<InvitedMember>> => {
  const { app } = operatorOf(c)
  const attempt = await beginAttempt(c, deps, { app: await deps.authority.console(c.env), email, purpose: 'request' })
  if (!attempt.ok) return attempt
  const now = deps.now()
  const invitation = newInvitation(c, { email, app: app.app_id, name: app.name, now })
  const act = actOf(c, now, { action: 'invitation.made', object: { kind: 'invitation', id: invitation.id }, data: { email, role } })
  const made = await new AppInvitations(c.env.KERNEL_DB, app.app_id).make({ ...invitation, role }, act)
  if (made.ok) deliverSoon(c, now)
  return made
}

export const withdraw = (c: Context<ApiEnv>, deps: GatewayDeps, invitation: string): Promise<Result<InvitedMember>> => {
  const act = actOf(c, deps.now(), { action: 'invitation.withdrawn', object: { kind: 'invitation', id: invitation } })
  return new AppInvitations(c.env.KERNEL_DB, operatorOf(c).app.app_id).withdraw(invitation, act)
}

type OperatorInput = z.infer<typeof operatorInput>

/** By whoever runs the platform; they have no account. */
export const inviteOperator = async (c: Context<ApiEnv>, deps: GatewayDeps, input: OperatorInput): Promise<Result<OperatorInvitation>> => {
  if ((await operatorOfEmail(c.env.KERNEL_DB, input.email)) !== null) return { ok: false, error: isOperator }
  const { app_id } = await deps.authority.console(c.env)
  const now = deps.now()
  const invitation = newInvitation(c, { email: input.email, app: app_id, name: 'Prost', now })
  const note = newAuditNote({
    at: now,
    actor: { kind: 'system', id: null },
    action: 'invitation.made',
    object: { kind: 'invitation', id: invitation.id },
    request_id: c.get('requestId'),
    data: noteData(input),
  })
  const made = await new AppInvitations(c.env.KERNEL_DB, app_id).makeOperator(invitation, { now, note })
  deliverSoon(c, now)
  return { ok: true, value: operatorInvitation.parse(made) }
}

type Invited = { readonly email: string; readonly app: AppId; /** What they are invited to. */ readonly name: string; readonly now: number }

/** In the language of whoever invites: of the other one nothing is known. */
const newInvitation = (c: Context<ApiEnv>, { email, app, name, now }: Invited): Omit<NewInvitation, 'role'> => {
  const { token, hash } = newInvitationToken()
  const link = `${issuerOf(c.env, c.req.url)}/join?token=${token}`
  const content = renderMail({ kind: 'invitation', app: name, link }, languageOf(c.req.header('Accept-Language')))
  const mail = queueMailIfChanged(c.env.KERNEL_DB, masterSecret(c.env), { ...content, app, to: email, now })
  return { id: newId(), email, tokenHash: hash, mail }
}
