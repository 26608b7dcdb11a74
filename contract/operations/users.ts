/** The people of an app, for its servers and (under `/v1/apps/{app_id}`) its operators: finding, disabling, ending sign-ins. */
import * as z from 'zod'
import { person } from '../apps.ts'
import { userId } from '../ids.ts'
import { idempotencyHeader, json, pageOf, pageQuery } from '../operation.ts'
import type { Operation } from '../operation.ts'
import type { Role } from '../roles.ts'
import { exampleTime } from './examples.ts'
import { writeErrors } from './write-errors.ts'

/** Who deals with people may see them; numbers need no names, so analysts do not. */
const readers: readonly Role[] = ['owner', 'admin', 'moderator', 'agent']
const keepers: readonly Role[] = ['owner', 'admin', 'moderator']

const reading = { by: 'secret_key', scope: 'identity', roles: readers } as const
const writing = { by: 'secret_key', scope: 'identity', roles: keepers } as const

const exampleUserId = '01939b7e-0000-7000-8000-00000000e001'

const examplePerson = {
  id: exampleUserId,
  email: 'grace@example.com',
  email_verified: true,
  display_name: 'Grace',
  created_at: exampleTime,
  disabled_at: null,
}

const params = z.object({ id: userId })
const example = { params: { id: exampleUserId } }

export const listUsers = {
  operationId: 'listUsers',
  method: 'get',
  path: '/v1/users',
  summary: 'The people of the app, latest first',
  tag: 'People',
  access: reading,
  door: 'gateway',
  query: z.object({
    email: z.string().min(1).max(254).toLowerCase().optional().meta({ description: 'Only whose e-mail this is.' }),
    ...pageQuery,
  }),
  answers: { 200: { description: 'A page.', content: json(pageOf(person), { data: [examplePerson], next_cursor: null }) } },
  errors: ['invalid_cursor', 'validation_failed'],
} as const satisfies Operation

export const getUser = {
  operationId: 'getUser',
  method: 'get',
  path: '/v1/users/{id}',
  summary: 'One person of the app',
  tag: 'People',
  access: reading,
  door: 'gateway',
  params,
  answers: { 200: { description: 'The person.', content: json(person, examplePerson) } },
  errors: ['not_found'],
  example,
} as const satisfies Operation

export const disableUser = {
  operationId: 'disableUser',
  method: 'post',
  path: '/v1/users/{id}/disable',
  summary: 'Keep a person out',
  description: 'All their sign-ins end within 5 seconds, and no new one begins until they are enabled. Repeating it changes nothing.',
  tag: 'People',
  access: writing,
  door: 'gateway',
  params,
  headers: idempotencyHeader,
  answers: { 200: { description: 'The person as they are now.', content: json(person, { ...examplePerson, disabled_at: exampleTime }) } },
  errors: ['not_found', ...writeErrors],
  example,
} as const satisfies Operation

export const enableUser = {
  operationId: 'enableUser',
  method: 'post',
  path: '/v1/users/{id}/enable',
  summary: 'Let a person in again',
  description: 'They can sign in again; what ended stays ended. Repeating it changes nothing.',
  tag: 'People',
  access: writing,
  door: 'gateway',
  params,
  headers: idempotencyHeader,
  answers: { 200: { description: 'The person as they are now.', content: json(person, examplePerson) } },
  errors: ['not_found', ...writeErrors],
  example,
} as const satisfies Operation

export const endUserSessions = {
  operationId: 'endUserSessions',
  method: 'post',
  path: '/v1/users/{id}/end-sessions',
  summary: 'End all sign-ins of a person',
  description: 'They hold nowhere after 5 seconds. The person can sign in again.',
  tag: 'People',
  access: writing,
  door: 'gateway',
  params,
  headers: idempotencyHeader,
  answers: { 200: { description: 'How many were open.', content: json(z.object({ ended: z.int() }), { ended: 2 }) } },
  errors: ['not_found', ...writeErrors],
  example,
} as const satisfies Operation

export const usersOperations: readonly Operation[] = [listUsers, getUser, disableUser, enableUser, endUserSessions]
