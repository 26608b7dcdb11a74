/** Who has which role in an app, who is invited to, and who is asked to become an operator at all. */
import * as z from 'zod'
import { activeMember, invitedMember, member, memberInput, operatorInput, operatorInvitation, roleInput } from '../apps.ts'
import { appId, userId } from '../ids.ts'
import { idempotencyHeader, json, pageOf, pageQuery } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { administrators } from '../roles.ts'
import { exampleAppId } from './apps.ts'
import { exampleTime } from './examples.ts'
import { writeErrors } from './write-errors.ts'

const exampleUserId = '01939b7e-0000-7000-8000-00000000b001'
const exampleInvitationId = '01939b7e-0000-7000-8000-00000000d001'

const exampleMember = {
  status: 'active',
  user_id: exampleUserId,
  email: 'ada@example.com',
  display_name: 'Ada',
  role: 'analyst',
  created_at: exampleTime,
}
const exampleInvitation = {
  status: 'invited',
  invitation_id: exampleInvitationId,
  email: 'ada@example.com',
  created_at: exampleTime,
  expires_at: '2026-11-27T12:00:00.000Z',
}

const access = { by: 'operator', roles: administrators } as const
const params = z.object({ app_id: appId, user_id: userId })
const example = { params: { app_id: exampleAppId, user_id: exampleUserId } }

export const listMembers = {
  operationId: 'listMembers',
  method: 'get',
  path: '/v1/apps/{app_id}/members',
  summary: 'Members and open invitations, latest first',
  tag: 'Members',
  access,
  door: 'gateway',
  params: z.object({ app_id: appId }),
  query: z.object(pageQuery),
  answers: { 200: { description: 'A page.', content: json(pageOf(member), { data: [exampleMember], next_cursor: null }) } },
  errors: ['invalid_cursor', 'validation_failed'],
  example: { params: { app_id: exampleAppId } },
} as const satisfies Operation

export const addMember = {
  operationId: 'addMember',
  method: 'post',
  path: '/v1/apps/{app_id}/members',
  summary: 'Add somebody by e-mail',
  description:
    'Who is an operator already is a member at once, or has the new role. Others get a mail with an invitation that is good for 7 days; a new one replaces it. Only owners make owners. An app has at most 200 members and open invitations.',
  tag: 'Members',
  access,
  door: 'gateway',
  params: z.object({ app_id: appId }),
  headers: idempotencyHeader,
  body: { required: true, content: json(memberInput, { email: 'ada@example.com', role: 'analyst' }) },
  answers: {
    201: { description: 'A member, or an invitation.', content: json(member, { ...exampleInvitation, role: 'analyst' }) },
  },
  errors: [...writeErrors, 'last_owner', 'too_many'],
  example: { params: { app_id: exampleAppId } },
} as const satisfies Operation

export const changeRole = {
  operationId: 'changeRole',
  method: 'patch',
  path: '/v1/apps/{app_id}/members/{user_id}',
  summary: 'Change the role of a member',
  description: 'Only owners make or unmake owners, and one always stays. It holds everywhere within 5 seconds.',
  tag: 'Members',
  access,
  door: 'gateway',
  params,
  headers: idempotencyHeader,
  body: { required: true, content: json(roleInput, { role: 'admin' }) },
  answers: { 200: { description: 'The member as they are now.', content: json(activeMember, { ...exampleMember, role: 'admin' }) } },
  errors: [...writeErrors, 'last_owner'],
  example,
} as const satisfies Operation

export const removeMember = {
  operationId: 'removeMember',
  method: 'delete',
  path: '/v1/apps/{app_id}/members/{user_id}',
  summary: 'Remove a member',
  description: 'Only owners remove owners, and one always stays. They are out everywhere within 5 seconds.',
  tag: 'Members',
  access,
  door: 'gateway',
  params,
  headers: idempotencyHeader,
  answers: { 200: { description: 'Who was removed.', content: json(activeMember, exampleMember) } },
  errors: [...writeErrors, 'last_owner'],
  example,
} as const satisfies Operation

export const withdrawInvitation = {
  operationId: 'withdrawInvitation',
  method: 'delete',
  path: '/v1/apps/{app_id}/invitations/{invitation_id}',
  summary: 'Withdraw an invitation',
  description: 'Only owners withdraw what would make an owner.',
  tag: 'Members',
  access,
  door: 'gateway',
  params: z.object({ app_id: appId, invitation_id: z.uuid().meta({ description: 'The invitation.' }) }),
  headers: idempotencyHeader,
  answers: {
    200: { description: 'What was withdrawn.', content: json(invitedMember, { ...exampleInvitation, role: 'analyst' }) },
  },
  errors: writeErrors,
  example: { params: { app_id: exampleAppId, invitation_id: exampleInvitationId } },
} as const satisfies Operation

export const inviteOperator = {
  operationId: 'inviteOperator',
  method: 'post',
  path: '/v1/ops/operators',
  summary: 'Ask somebody to become an operator',
  description:
    'They get a mail with an invitation that is good for 7 days; a new one replaces it. This is how the first operator comes in.',
  tag: 'Operations',
  access: { by: 'ops' },
  door: 'gateway',
  body: { required: true, content: json(operatorInput, { email: 'ada@example.com', display_name: 'Ada' }) },
  answers: { 201: { description: 'The invitation.', content: json(operatorInvitation, exampleInvitation) } },
  errors: ['invalid_json', 'invalid_encoding', 'payload_too_large', 'unsupported_media_type', 'validation_failed', 'email_taken'],
} as const satisfies Operation

export const membersOperations: readonly Operation[] = [
  listMembers,
  addMember,
  changeRole,
  removeMember,
  withdrawInvitation,
  inviteOperator,
]
