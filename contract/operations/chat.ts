/** Threads: of a session's room, or of two people. */
import * as z from 'zod'
import { chatMessage, thread, threadInput } from '../chat.ts'
import { roomId } from '../ids.ts'
import { idempotencyHeader, json, pageOf, pageQuery } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { exampleTime } from './examples.ts'
import { exampleAnn, exampleSessionId, exampleThreadId, policyErrors } from './room-examples.ts'
import { comeBackQuery, socketErrors, socketHeaders } from './rooms.ts'
import { writeErrors } from './write-errors.ts'

const common = { tag: 'Chat', access: { by: 'user' }, door: 'realtime' } as const
const params = z.object({
  thread_id: roomId.meta({ description: 'The thread: of a room the session, of two people the id that opening it answered.' }),
})
const example = { params: { thread_id: exampleThreadId } }

export const openThread = {
  ...common,
  operationId: 'openThread',
  method: 'post',
  path: '/v1/chat/thread',
  summary: 'Open the thread of a room or of two people',
  description: 'The same room or the same two people always have the same thread.',
  headers: idempotencyHeader,
  body: { required: true, content: json(threadInput, { scope: 'room', session_id: exampleSessionId }) },
  answers: {
    200: {
      description: 'The thread.',
      content: json(thread, { id: exampleThreadId, scope: 'room', session_id: exampleSessionId, with_user_id: null }),
    },
  },
  errors: [...writeErrors, ...policyErrors, 'not_found', 'not_available'],
} as const satisfies Operation

export const listMessages = {
  ...common,
  operationId: 'listMessages',
  method: 'get',
  path: '/v1/chat/{thread_id}/messages',
  summary: 'What was said, latest first',
  description: 'Messages sort by `seq`. The text of one that was deleted is empty.',
  params,
  query: z.object(pageQuery),
  answers: {
    200: {
      description: 'A page.',
      content: json(pageOf(chatMessage), {
        data: [
          {
            id: '01939b7e-0000-7000-8000-00000000c001',
            thread_id: exampleThreadId,
            from: exampleAnn,
            text: 'Hello',
            seq: 7,
            at: exampleTime,
            deleted: false,
          },
        ],
        next_cursor: null,
      }),
    },
  },
  errors: [...policyErrors, 'validation_failed', 'invalid_cursor', 'not_found', 'not_available', 'not_a_member', 'session_ended'],
  example,
} as const satisfies Operation

export const openThreadSocket = {
  ...common,
  operationId: 'openThreadSocket',
  method: 'get',
  path: '/v1/chat/{thread_id}',
  summary: 'Open the WebSocket of a thread',
  description: 'The frames are those of rooms; the thread of a session is its room.',
  params,
  query: comeBackQuery,
  headers: socketHeaders,
  answers: { 101: { description: 'The socket is open under the subprotocol `prost.v1`.', content: {} } },
  errors: socketErrors,
  example,
} as const satisfies Operation

export const chatOperations: readonly Operation[] = [openThread, listMessages, openThreadSocket]
