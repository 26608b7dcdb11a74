/** Sessions: units of intent. Changing the mode makes a new one. */
import * as z from 'zod'
import { roomId } from '../ids.ts'
import { idempotencyHeader, json } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { endSessionInput, entryInput, newSessionInput, session, transitionInput } from '../session.ts'
import { exampleSession, exampleSessionId, policyErrors } from './room-examples.ts'
import { writeErrors } from './write-errors.ts'

const common = { tag: 'Sessions', access: { by: 'user' }, door: 'realtime' } as const
const params = z.object({ id: roomId })
const example = { params: { id: exampleSessionId } }

export const createSession = {
  ...common,
  operationId: 'createSession',
  method: 'post',
  path: '/v1/sessions',
  summary: 'Open a session in a mode',
  description: 'It is active at once, and ends when nobody is in it for 10 minutes. Its room is `/v1/rooms/{id}`.',
  headers: idempotencyHeader,
  body: { required: true, content: json(newSessionInput, { mode: 'party', audience: 'public' }) },
  answers: { 201: { description: 'The session.', content: json(session, exampleSession) } },
  errors: [...writeErrors, ...policyErrors, 'not_found', 'consent_required'],
} as const satisfies Operation

export const enterMode = {
  ...common,
  operationId: 'enterMode',
  method: 'post',
  path: '/v1/sessions/enter',
  summary: 'The session of a mode to go into',
  description:
    'For whoever wants to be where the others are: the fullest public session of the mode that has a place, and when there is none a new one. ' +
    'All who ask meanwhile are told the same. A place is kept for 10 s: come in by its room, `/v1/rooms/{id}`.',
  headers: idempotencyHeader,
  body: { required: true, content: json(entryInput, { mode: 'party' }) },
  answers: {
    200: { description: 'The session that is there.', content: json(session, exampleSession) },
    201: { description: 'The session that was made.', content: json(session, { ...exampleSession, members: 0 }) },
  },
  errors: [...writeErrors, ...policyErrors, 'not_found', 'consent_required'],
} as const satisfies Operation

export const transitionSession = {
  ...common,
  operationId: 'transitionSession',
  method: 'post',
  path: '/v1/sessions/transition',
  summary: 'Lead a session on into another mode',
  description:
    'Ends the old and makes the new, its child, or does neither; the same again is the same child. It takes everyone along, so it is for the ' +
    'owner, or one of a session of two. Into a mode that stands on a consent only its two people move, and the room they leave lives on.',
  headers: idempotencyHeader,
  body: { required: true, content: json(transitionInput, { from_session_id: exampleSessionId, to_mode: 'broadcast' }) },
  answers: { 201: { description: 'The new session.', content: json(session, { ...exampleSession, parent_session_id: exampleSessionId }) } },
  errors: [
    ...writeErrors,
    ...policyErrors,
    'not_found',
    'consent_required',
    'not_a_member',
    'not_available',
    'invalid_transition',
    'session_ended',
  ],
} as const satisfies Operation

export const getSession = {
  ...common,
  operationId: 'getSession',
  method: 'get',
  path: '/v1/sessions/{id}',
  summary: 'One session',
  description: 'A private one is there for its people alone.',
  params,
  answers: { 200: { description: 'The session.', content: json(session, exampleSession) } },
  errors: [...policyErrors, 'not_found'],
  example,
} as const satisfies Operation

export const finishSession = {
  ...common,
  operationId: 'finishSession',
  method: 'post',
  path: '/v1/sessions/{id}/end',
  summary: 'End a session',
  description: 'Its owner may, and in a session of two either. One that ended already is answered the same.',
  params,
  headers: idempotencyHeader,
  body: { required: false, content: json(endSessionInput, { reason: 'done' }) },
  answers: { 200: { description: 'The session.', content: json(session, { ...exampleSession, state: 'ended', end_reason: 'requested' }) } },
  errors: [...writeErrors, ...policyErrors, 'not_found'],
  example,
} as const satisfies Operation

export const sessionsOperations: readonly Operation[] = [createSession, enterMode, transitionSession, getSession, finishSession]
