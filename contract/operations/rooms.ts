/** The socket of a session's room. Its frames are `../socket.ts`'s. */
import * as z from 'zod'
import { roomId } from '../ids.ts'
import type { Operation } from '../operation.ts'
import { exampleSessionId, policyErrors } from './room-examples.ts'

export const socketHeaders = z.object({
  Upgrade: z.literal('websocket'),
  'Sec-WebSocket-Protocol': z.string().meta({ description: '`prost.v1, bearer.<access token>`' }),
})

export const comeBackQuery = z.object({
  resume: z.string().max(512).optional().meta({ description: '`resume_token` of the last welcome: to go on where the connection broke.' }),
  epoch: z.string().optional().meta({ description: 'With `resume`: the epoch of the last frame that came.' }),
  seq: z.string().optional().meta({ description: 'With `resume`: the `seq` of the last frame that came; every later one follows.' }),
})

export const socketErrors = [
  ...policyErrors,
  'upgrade_required',
  'validation_failed',
  'not_found',
  'consent_required',
  'not_available',
  'invalid_transition',
  'session_ended',
  'room_full',
] as const

export const openRoomSocket = {
  operationId: 'openRoomSocket',
  method: 'get',
  path: '/v1/rooms/{session_id}',
  summary: 'Open the WebSocket of a room',
  description:
    'Presence, chat, signals and consents of a session, as frames of the subprotocol `prost.v1`. The first frame is `welcome`; with `resume` ' +
    'it is `resumed`, followed by every missed frame once and in order, or `welcome` with `gap`. Send the raw text `ping` every `heartbeat_s` seconds. ' +
    'Who comes too often, or while many do, is told when to come again: 429 and, to the millisecond, `retry_after_ms`; a page, which can not read that, gets a socket ' +
    'that is closed with 1013 and the reason `retry_after_ms=N`.',
  tag: 'Sessions',
  access: { by: 'user' },
  door: 'realtime',
  params: z.object({ session_id: roomId }),
  query: comeBackQuery,
  headers: socketHeaders,
  answers: { 101: { description: 'The socket is open under the subprotocol `prost.v1`.', content: {} } },
  errors: socketErrors,
  example: { params: { session_id: exampleSessionId } },
} as const satisfies Operation

export const roomsOperations: readonly Operation[] = [openRoomSocket]
