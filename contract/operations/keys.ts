/** The keys of an app: making, rotating and revoking them. Secrets are in two answers and nowhere else. */
import * as z from 'zod'
import { key, keyWithSecret, newKeyInput, rotateKeyInput } from '../apps.ts'
import { appId, keyId } from '../ids.ts'
import { idempotencyHeader, json, pageOf, pageQuery } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { administrators } from '../roles.ts'
import { exampleAppId } from './apps.ts'
import { exampleTime } from './examples.ts'
import { writeErrors } from './write-errors.ts'

const exampleKeyId = '01939b7e-0000-7000-8000-00000000c001'

const exampleKey = {
  id: exampleKeyId,
  name: 'server',
  key: `pq_pk_${'0'.repeat(32)}`,
  scopes: ['telemetry', 'audit'],
  created_at: exampleTime,
  rotated_at: null,
  previous_expires_at: null,
  revoked_at: null,
}
const exampleSecret = `pq_sk_${'0'.repeat(43)}`

const access = { by: 'operator', roles: administrators } as const
const params = z.object({ app_id: appId, key_id: keyId })
const example = { params: { app_id: exampleAppId, key_id: exampleKeyId } }

export const createKey = {
  operationId: 'createKey',
  method: 'post',
  path: '/v1/apps/{app_id}/keys',
  summary: 'Make a key',
  description: 'The answer is the only one that shows its secret. An app has at most 50 live keys.',
  tag: 'Keys',
  access,
  door: 'gateway',
  params: z.object({ app_id: appId }),
  headers: idempotencyHeader,
  body: { required: true, content: json(newKeyInput, { name: 'server', scopes: ['telemetry', 'audit'] }) },
  answers: { 201: { description: 'The key with its secret.', content: json(keyWithSecret, { ...exampleKey, secret: exampleSecret }) } },
  errors: [...writeErrors, 'too_many'],
  example: { params: { app_id: exampleAppId } },
} as const satisfies Operation

export const listKeys = {
  operationId: 'listKeys',
  method: 'get',
  path: '/v1/apps/{app_id}/keys',
  summary: 'The keys of an app, latest first, revoked ones too',
  tag: 'Keys',
  access,
  door: 'gateway',
  params: z.object({ app_id: appId }),
  query: z.object(pageQuery),
  answers: { 200: { description: 'A page.', content: json(pageOf(key), { data: [exampleKey], next_cursor: null }) } },
  errors: ['invalid_cursor', 'validation_failed'],
  example: { params: { app_id: exampleAppId } },
} as const satisfies Operation

export const rotateKey = {
  operationId: 'rotateKey',
  method: 'post',
  path: '/v1/apps/{app_id}/keys/{key_id}/rotate',
  summary: 'Give a key a new secret',
  description:
    'The secret until now opens for the overlap you choose. Only one does: another rotation within the overlap ends the one before it.',
  tag: 'Keys',
  access,
  door: 'gateway',
  params,
  headers: idempotencyHeader,
  body: { required: false, content: json(rotateKeyInput, { overlap_s: 86_400 }) },
  answers: {
    200: {
      description: 'The key with its new secret.',
      content: json(keyWithSecret, {
        ...exampleKey,
        rotated_at: exampleTime,
        previous_expires_at: '2026-11-21T12:00:00.000Z',
        secret: exampleSecret,
      }),
    },
  },
  errors: writeErrors,
  example,
} as const satisfies Operation

export const revokeKey = {
  operationId: 'revokeKey',
  method: 'delete',
  path: '/v1/apps/{app_id}/keys/{key_id}',
  summary: 'Revoke a key',
  description: 'It is refused everywhere within 5 seconds and its sockets are closed. Revoking it again changes nothing.',
  tag: 'Keys',
  access,
  door: 'gateway',
  params,
  headers: idempotencyHeader,
  answers: { 200: { description: 'The key, revoked.', content: json(key, { ...exampleKey, revoked_at: exampleTime }) } },
  errors: writeErrors,
  example,
} as const satisfies Operation

export const keysOperations: readonly Operation[] = [createKey, listKeys, rotateKey, revokeKey]
