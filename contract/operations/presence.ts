/** Who is there in a mode. */
import * as z from 'zod'
import { modeId } from '../manifest.ts'
import { idempotencyHeader, json, pageQuery } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { lobby, presenceInput, presenceLease } from '../presence.ts'
import { exampleTime } from './examples.ts'
import { exampleAnn, exampleSessionId, policyErrors } from './room-examples.ts'
import { writeErrors } from './write-errors.ts'

const common = { tag: 'Presence', access: { by: 'user' }, door: 'realtime' } as const

export const setPresence = {
  ...common,
  operationId: 'setPresence',
  method: 'post',
  path: '/v1/presence/set',
  summary: 'Be there in a mode',
  description: 'A lease of 45 seconds for one device: set it again every 20. In rooms nobody needs it: the room says who is there.',
  headers: idempotencyHeader,
  body: { required: true, content: json(presenceInput, { status: 'available', mode: 'party', visibility: 'visible' }) },
  answers: {
    200: {
      description: 'The lease.',
      content: json(presenceLease, { status: 'available', mode: 'party', visibility: 'visible', expires_at: exampleTime }),
    },
  },
  errors: [...writeErrors, ...policyErrors, 'not_found', 'too_many'],
} as const satisfies Operation

export const readLobby = {
  ...common,
  operationId: 'readLobby',
  method: 'get',
  path: '/v1/presence/party',
  summary: 'Who is there in the party',
  description:
    'The visible people, without those one has blocked or is blocked by, how many there are in all, and the sessions that are open to anyone. Of the party, ' +
    'or of the mode that `mode` names.',
  query: z.object({ mode: modeId.default('party').meta({ description: 'The mode that is meant.' }), ...pageQuery }),
  answers: {
    200: {
      description: 'A page of the people, with the counts.',
      content: json(lobby, {
        as_of: exampleTime,
        mode: 'party',
        total: 1,
        visible: 1,
        by_status: { available: 1, busy: 0, away: 0 },
        sessions: [{ session_id: exampleSessionId, members: 1 }],
        data: [{ user_id: exampleAnn, display_name: 'Ann', status: 'available', since: exampleTime, session_id: exampleSessionId }],
        next_cursor: null,
      }),
    },
  },
  errors: [...policyErrors, 'validation_failed', 'invalid_cursor', 'not_found'],
} as const satisfies Operation

export const presenceOperations: readonly Operation[] = [setPresence, readLobby]
