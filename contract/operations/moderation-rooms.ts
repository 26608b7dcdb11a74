/** What moderators do in one session, by its app's server or (under `/v1/apps/{app_id}`) as operators: read what was said, delete, slow down. */
import * as z from 'zod'
import { chatMessage } from '../chat.ts'
import { messageId, roomId } from '../ids.ts'
import { slowMode } from '../moderation.ts'
import { json, pageOf, pageQuery } from '../operation.ts'
import type { Operation } from '../operation.ts'
import type { Role } from '../roles.ts'
import { exampleTime } from './examples.ts'
import { exampleAnn, exampleSessionId } from './room-examples.ts'
import { bodyErrors } from './write-errors.ts'

const moderators: readonly Role[] = ['owner', 'admin', 'moderator']
const common = { tag: 'Moderation', access: { by: 'secret_key', scope: 'realtime', roles: moderators }, door: 'realtime' } as const

const exampleMessage = {
  id: '01939b7e-0000-7000-8000-00000000c001',
  thread_id: exampleSessionId,
  from: exampleAnn,
  text: 'Hello',
  seq: 7,
  at: exampleTime,
  deleted: false,
}

const params = z.object({ id: roomId })
const example = { params: { id: exampleSessionId } }

export const listSessionMessages = {
  ...common,
  operationId: 'listSessionMessages',
  method: 'get',
  path: '/v1/sessions/{id}/messages',
  summary: 'What was said in a session, latest first',
  description: 'Threads of two people are closed to moderators: of them they see what one of the two reports.',
  params,
  query: z.object(pageQuery),
  answers: {
    200: { description: 'A page.', content: json(pageOf(chatMessage), { data: [exampleMessage], next_cursor: null }) },
  },
  errors: ['invalid_cursor', 'validation_failed', 'not_found', 'policy_denied'],
  example,
} as const satisfies Operation

export const deleteSessionMessage = {
  ...common,
  operationId: 'deleteSessionMessage',
  method: 'delete',
  path: '/v1/sessions/{id}/messages/{message_id}',
  summary: 'Delete a message',
  description:
    'Its text is gone from the history, and everyone in the room is told at once. Its place stays. Deleting it again changes nothing. `id` may be ' +
    'the thread of two people, as a report names it.',
  params: params.extend({ message_id: messageId.meta({ description: 'The message, as frames and reports name it.' }) }),
  answers: { 200: { description: 'What is left of it.', content: json(chatMessage, { ...exampleMessage, text: '', deleted: true }) } },
  errors: ['not_found'],
  example: { params: { id: exampleSessionId, message_id: exampleMessage.id } },
} as const satisfies Operation

export const setSlowMode = {
  ...common,
  operationId: 'setSlowMode',
  method: 'put',
  path: '/v1/sessions/{id}/slow-mode',
  summary: 'Slow the chat of a session down',
  description:
    'So many seconds between two messages of one person, over all their devices; 0 for none. Everyone in the room is told at once.',
  params,
  body: { required: true, content: json(slowMode, { slow_mode_s: 30 }) },
  answers: { 200: { description: 'As it is now.', content: json(slowMode, { slow_mode_s: 30 }) } },
  errors: [...bodyErrors, 'not_found', 'invalid_transition', 'session_ended'],
  example,
} as const satisfies Operation

export const moderationRoomsOperations: readonly Operation[] = [listSessionMessages, deleteSessionMessage, setSlowMode]
