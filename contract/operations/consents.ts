/** Consents: explicit, of one person to another, checked wherever something stands on them. */
import * as z from 'zod'
import { consent, consentRequestInput } from '../consent.ts'
import { consentId } from '../ids.ts'
import { idempotencyHeader, json } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { exampleBen, exampleConsent, exampleConsentId, policyErrors } from './room-examples.ts'
import { writeErrors } from './write-errors.ts'

const common = { tag: 'Consents', access: { by: 'user' }, door: 'realtime', method: 'post' } as const
const answering = {
  ...common,
  params: z.object({ id: consentId }),
  headers: idempotencyHeader,
  errors: [...writeErrors, ...policyErrors, 'not_found', 'not_available', 'invalid_transition'],
  example: { params: { id: exampleConsentId } },
} as const

export const requestConsent = {
  ...common,
  operationId: 'requestConsent',
  path: '/v1/consents',
  summary: 'Ask somebody for a private call',
  description:
    'While one is open or stands, it is that one again; when both ask each other, it is granted. The other one is told in every room they are in.',
  headers: idempotencyHeader,
  body: { required: true, content: json(consentRequestInput, { to_user_id: exampleBen, purpose: 'private_call' }) },
  answers: { 201: { description: 'The consent.', content: json(consent, exampleConsent) } },
  errors: [...writeErrors, ...policyErrors, 'not_found', 'not_available'],
} as const satisfies Operation

export const grantConsent = {
  ...answering,
  operationId: 'grantConsent',
  path: '/v1/consents/{id}/grant',
  summary: 'Grant what was asked for',
  description: 'Only who was asked may.',
  answers: { 200: { description: 'The consent.', content: json(consent, { ...exampleConsent, state: 'granted' }) } },
} as const satisfies Operation

export const denyConsent = {
  ...answering,
  operationId: 'denyConsent',
  path: '/v1/consents/{id}/deny',
  summary: 'Deny what was asked for',
  description: 'Only who was asked may.',
  answers: { 200: { description: 'The consent.', content: json(consent, { ...exampleConsent, state: 'denied' }) } },
} as const satisfies Operation

export const revokeConsent = {
  ...answering,
  operationId: 'revokeConsent',
  path: '/v1/consents/{id}/revoke',
  summary: 'Take a consent back',
  description: 'Either of the two may, at any time; the call that stands on it ends at once.',
  answers: { 200: { description: 'The consent.', content: json(consent, { ...exampleConsent, state: 'revoked' }) } },
} as const satisfies Operation

export const consentsOperations: readonly Operation[] = [requestConsent, grantConsent, denyConsent, revokeConsent]
