/** A person's own sign-ins: seeing them, ending one, ending all others. */
import * as z from 'zod'
import { authSession, endedSessions } from '../identity.ts'
import { sessionId } from '../ids.ts'
import { idempotencyHeader, json, pageOf, pageQuery } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { exampleSession } from './people-examples.ts'

export const listSessions = {
  operationId: 'listSessions',
  method: 'get',
  path: '/v1/auth/sessions',
  summary: 'Your sign-ins that are live, latest first',
  tag: 'Account',
  access: { by: 'user' },
  door: 'gateway',
  query: z.object(pageQuery),
  answers: { 200: { description: 'A page.', content: json(pageOf(authSession), { data: [exampleSession], next_cursor: null }) } },
  errors: ['invalid_cursor', 'validation_failed'],
} as const satisfies Operation

export const endSession = {
  operationId: 'endSession',
  method: 'delete',
  path: '/v1/auth/sessions/{id}',
  summary: 'End one of your sign-ins',
  tag: 'Account',
  access: { by: 'user' },
  door: 'gateway',
  params: z.object({ id: sessionId.meta({ description: 'The sign-in.' }) }),
  answers: { 200: { description: 'It is over.', content: json(endedSessions, { ended: 1 }) } },
  errors: ['not_found'],
  example: { params: { id: exampleSession.id } },
} as const satisfies Operation

export const endOtherSessions = {
  operationId: 'endOtherSessions',
  method: 'post',
  path: '/v1/auth/sessions/end-others',
  summary: 'End all your sign-ins but the one that asks',
  tag: 'Account',
  access: { by: 'user' },
  door: 'gateway',
  headers: idempotencyHeader,
  answers: { 200: { description: 'They are over.', content: json(endedSessions, { ended: 2 }) } },
  errors: ['idempotency_conflict', 'validation_failed'],
} as const satisfies Operation

export const peopleSessionsOperations: readonly Operation[] = [listSessions, endSession, endOtherSessions]
