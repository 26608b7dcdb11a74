/** Messages and threads. The thread of a room has the room's id; the thread of two people has the id of their pair. Times are RFC 3339 UTC. */
import * as z from 'zod'
import { storableText } from './events.ts'
import { messageId, roomId, userId } from './ids.ts'

/** Longest message, in UTF-16 units. */
export const chatTextLength = 4_000

/** The sender's name for a message: the same again is the same message, for as long as the thread lives. */
export const clientId = storableText(64)

export const chatMessage = z.object({
  id: messageId,
  thread_id: roomId,
  from: userId,
  /** Empty when it was deleted. */
  text: z.string(),
  /** Its place in the room: messages sort by it, with gaps where other things happened. */
  seq: z.int().positive(),
  at: z.string(),
  deleted: z.boolean(),
})
export type ChatMessage = z.infer<typeof chatMessage>

export const threadScope = z.enum(['private_1to1', 'room', 'performer_room'])
export type ThreadScope = z.infer<typeof threadScope>

export const threadInput = z
  .strictObject({ scope: threadScope, session_id: roomId.optional(), with_user_id: userId.optional() })
  .refine(({ scope, with_user_id }) => (scope === 'private_1to1') === (with_user_id !== undefined), {
    path: ['with_user_id'],
    error: 'goes with private_1to1, and only with it',
  })
  .refine(({ scope, session_id }) => (scope === 'private_1to1') === (session_id === undefined), {
    path: ['session_id'],
    error: 'goes with room and performer_room, and only with them',
  })
export type ThreadInput = z.infer<typeof threadInput>

export const thread = z.object({
  id: roomId,
  scope: threadScope,
  session_id: roomId.nullable(),
  with_user_id: userId.nullable(),
})
export type Thread = z.infer<typeof thread>
