/** Members and open invitations of an app. */
import type { ActiveMember, InvitedMember, Member } from '../../../contract/apps.ts'
import type { AppId, UserId } from '../../../contract/ids.ts'
import type { Role } from '../../../contract/roles.ts'
import { everyRole } from '../apps/rights.ts'
import { call } from '../session/call.ts'
import type { Answer } from '../session/http.ts'
import type { Json, Page } from '../session/reading.ts'
import { anything, pageReader, reader, textAt, timeAt, wordAt } from '../session/reading.ts'

const common = (json: Json) => ({
  email: textAt(json, 'email'),
  role: wordAt(json, 'role', everyRole),
  created_at: timeAt(json, 'created_at'),
})

const activeOf = (json: Json): ActiveMember => ({
  status: 'active',
  user_id: textAt(json, 'user_id') as UserId,
  display_name: textAt(json, 'display_name'),
  ...common(json),
})

const invitedOf = (json: Json): InvitedMember => ({
  status: 'invited',
  invitation_id: textAt(json, 'invitation_id'),
  expires_at: timeAt(json, 'expires_at'),
  ...common(json),
})

const memberOf = (json: Json): Member => (wordAt(json, 'status', ['active', 'invited']) === 'active' ? activeOf(json) : invitedOf(json))

const readMember = reader(memberOf)
const readMembers = pageReader(memberOf)
const readActive = reader(activeOf)

const base = (app: AppId): string => `/v1/apps/${app}/members`

export function listMembers(app: AppId, cursor: string | null, signal?: AbortSignal): Promise<Answer<Page<Member>>> {
  const query = new URLSearchParams({ limit: '50', ...(cursor !== null && { cursor }) })
  return call({ path: `${base(app)}?${query}`, read: readMembers, ...(signal && { signal }) })
}

export const addMember = (app: AppId, email: string, role: Role, attempt: string): Promise<Answer<Member>> =>
  call({ method: 'POST', path: base(app), json: { email, role }, read: readMember, attempt })

export const changeRole = (app: AppId, user: UserId, role: Role): Promise<Answer<ActiveMember>> =>
  call({ method: 'PATCH', path: `${base(app)}/${user}`, json: { role }, read: readActive })

/** Removes a member, or withdraws an invitation. */
export const removeMember = (app: AppId, member: Member): Promise<Answer<true>> =>
  call({
    method: 'DELETE',
    path: member.status === 'active' ? `${base(app)}/${member.user_id}` : `/v1/apps/${app}/invitations/${member.invitation_id}`,
    read: anything,
  })

/** Names a member among the others of the app. */
export const memberKey = (member: Member): string => (member.status === 'active' ? member.user_id : member.invitation_id)
export const memberName = (member: Member): string => (member.status === 'active' ? member.display_name : member.email)
