/** Consents: explicit, of one person to another, checked wherever something stands on them. */
import * as z from 'zod'
import { consent, consentRequestInput } from '../consent.ts'
import { signedReceipt } from '../consent-receipt.ts'
import { consentId } from '../ids.ts'
import { idempotencyHeader, json, pageOf, pageQuery } from '../operation.ts'
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

const reading = { tag: 'Consents', access: { by: 'user' }, method: 'get' } as const
const oneConsent = { params: z.object({ id: consentId }), errors: ['not_found'], example: { params: { id: exampleConsentId } } } as const

export const listConsents = {
  ...reading,
  operationId: 'listConsents',
  path: '/v1/consents',
  door: 'realtime',
  summary: 'Your consents that are asked for or stand',
  description: 'Asked by you or of you, latest first: what a client needs to go on after it was closed.',
  query: z.object(pageQuery),
  answers: { 200: { description: 'A page.', content: json(pageOf(consent), { data: [exampleConsent], next_cursor: null }) } },
  errors: ['validation_failed', 'invalid_cursor'],
} as const satisfies Operation

export const getConsent = {
  ...reading,
  ...oneConsent,
  operationId: 'getConsent',
  path: '/v1/consents/{id}',
  door: 'realtime',
  summary: 'One consent of yours',
  description: 'Also for a while after it is over. It is there for its two people alone.',
  answers: { 200: { description: 'The consent.', content: json(consent, exampleConsent) } },
} as const satisfies Operation

export const getConsentReceipt = {
  ...reading,
  ...oneConsent,
  operationId: 'getConsentReceipt',
  path: '/v1/consents/{id}/receipt',
  door: 'gateway',
  summary: 'A signed receipt of a consent of yours',
  description:
    'A compact JWS (RFC 7515), header `typ` `consent-receipt+jwt`, that either of the two can keep and anyone can verify with ' +
    '`/.well-known/jwks.json`: who asked whom for what, how it was answered and until when, as of now. Keep the key set beside it.',
  answers: {
    200: {
      description: 'The receipt.',
      content: json(signedReceipt, {
        id: exampleConsentId,
        receipt: 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImNvbnNlbnQtcmVjZWlwdCtqd3QifQ.e30.c2ln',
      }),
    },
  },
  errors: ['not_found', 'temporarily_unavailable'],
} as const satisfies Operation

export const consentsOperations: readonly Operation[] = [
  requestConsent,
  listConsents,
  getConsent,
  grantConsent,
  denyConsent,
  revokeConsent,
  getConsentReceipt,
]
