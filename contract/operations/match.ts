/** Matching: a ticket in a queue, and what its owner does with it. */
import * as z from 'zod'
import { matchJoinInput, ticket } from '../match.ts'
import { idempotencyHeader, json } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { exampleBen, exampleSessionId, policyErrors } from './room-examples.ts'
import { writeErrors } from './write-errors.ts'

const common = { tag: 'Matching', access: { by: 'user' }, door: 'realtime' } as const

const waiting = {
  id: '01939b7e-0000-7000-8000-00000000aa01',
  version: 3,
  queue: 'random',
  state: 'waiting',
  waited_ms: 1_200,
  estimate_ms: 3_000,
}
const confirmed = { ...waiting, state: 'confirmed', session_id: exampleSessionId, partner_id: exampleBen }
const errors = [...writeErrors, 'not_found'] as const

export const joinMatch = {
  ...common,
  operationId: 'joinMatch',
  method: 'post',
  path: '/v1/match/join',
  summary: 'Join a queue for a match',
  description:
    'A person has one ticket at most, over all queues, regions and devices: joining again answers it. It stays while its owner shows a sign of ' +
    'life every 15 s: an open `WS /v1/match`, or a `GET /v1/match`.',
  headers: idempotencyHeader,
  body: { required: true, content: json(matchJoinInput, { queue: 'random', preferences: { languages: ['pt'], interests: ['music'] } }) },
  answers: {
    201: { description: 'A new ticket.', content: json(ticket, waiting) },
    200: { description: 'The ticket that is there already.', content: json(ticket, waiting) },
  },
  errors: [...errors, ...policyErrors],
} as const satisfies Operation

const acting = { ...common, method: 'post', headers: idempotencyHeader } as const

export const confirmMatch = {
  ...acting,
  operationId: 'confirmMatch',
  path: '/v1/match/confirm',
  summary: 'Confirm a match',
  description: 'When both have, the session is open to them. Without both within 10 s, both are back at the front of the queue.',
  answers: { 200: { description: 'The ticket.', content: json(ticket, confirmed) } },
  errors: [...errors, 'invalid_transition'],
} as const satisfies Operation

export const skipMatch = {
  ...acting,
  operationId: 'skipMatch',
  path: '/v1/match/skip',
  summary: 'On to the next',
  description:
    'Ends the session. After a cooldown, which rises with repeated skips, the ticket waits again by itself; the other one waits at once, at the front. ' +
    'While nobody is matched it does nothing.',
  answers: {
    200: {
      description: 'The ticket.',
      content: json(ticket, { ...waiting, state: 'cooldown', cooldown_until: '2026-11-20T12:00:03.000Z' }),
    },
  },
  errors: [...errors, ...policyErrors],
} as const satisfies Operation

export const leaveMatch = {
  ...acting,
  operationId: 'leaveMatch',
  path: '/v1/match/leave',
  summary: 'Leave the queue',
  description: 'And the session, if there is one. Again is the same.',
  answers: { 200: { description: 'The ticket.', content: json(ticket, { ...waiting, state: 'left' }) } },
  errors,
} as const satisfies Operation

const socketHeader = z.object({
  Upgrade: z.literal('websocket').optional().meta({ description: 'To open it as a WebSocket.' }),
  'Sec-WebSocket-Protocol': z.string().optional().meta({ description: 'Of a WebSocket: `prost.v1, bearer.<access token>`' }),
})

export const getMatch = {
  ...common,
  operationId: 'getMatch',
  method: 'get',
  path: '/v1/match',
  summary: 'Where one stands, once or as it moves',
  description:
    'The ticket; asking is a sign of life. As a WebSocket of the subprotocol `prost.v1`: `{ "t": "ticket", … }` with the fields of the ticket, ' +
    'first and at every change, and the client says `{ "t": "confirm" }`. Send the raw text `ping` every 15 s. Closed with 1012: open it anew.',
  headers: socketHeader,
  answers: {
    200: { description: 'The ticket.', content: json(ticket, waiting) },
    101: { description: 'The socket is open under the subprotocol `prost.v1`.', content: {} },
  },
  errors: ['not_found', 'validation_failed'],
} as const satisfies Operation

export const matchOperations: readonly Operation[] = [joinMatch, confirmMatch, skipMatch, leaveMatch, getMatch]
