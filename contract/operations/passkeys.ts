/** Passkeys: adding one, signing in with one, an account that has nothing else. Each takes two calls with the browser's own in between. */
import * as z from 'zod'
import { tokens } from '../identity.ts'
import { idempotencyHeader, json, pageOf } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { creationOptions, credentialId, passkey, passkeyAdded, passkeySignup, passkeyUsed, requestOptions } from '../passkeys.ts'
import { exampleTokens } from './people-examples.ts'
import { byCookie, signInHeaders } from './session-header.ts'
import { exampleCreation, examplePasskey, exampleNewCredential, exampleRequest, exampleUsedCredential } from './passkey-examples.ts'
import { bodyErrors, writeErrors } from './write-errors.ts'

export const startPasskeyRegistration = {
  operationId: 'startPasskeyRegistration',
  method: 'post',
  path: '/v1/auth/passkeys/registration/start',
  summary: 'Begin to add a passkey',
  description: 'The passkey will belong to the host of the calling page. An account has at most 20.',
  tag: 'Passkeys',
  access: { by: 'user' },
  door: 'gateway',
  answers: { 200: { description: 'For `navigator.credentials.create()`.', content: json(creationOptions, exampleCreation) } },
  errors: ['too_many'],
} as const satisfies Operation

export const finishPasskeyRegistration = {
  operationId: 'finishPasskeyRegistration',
  method: 'post',
  path: '/v1/auth/passkeys/registration/finish',
  summary: 'Add the passkey that the browser made',
  tag: 'Passkeys',
  access: { by: 'user' },
  door: 'gateway',
  headers: idempotencyHeader,
  body: { required: true, content: json(passkeyAdded, { credential: exampleNewCredential, name: 'Laptop' }) },
  answers: { 201: { description: 'The passkey.', content: json(passkey, examplePasskey) } },
  errors: [...writeErrors, 'sign_in_failed', 'too_many'],
} as const satisfies Operation

export const startPasskeyLogin = {
  operationId: 'startPasskeyLogin',
  method: 'post',
  path: '/v1/auth/passkeys/login/start',
  summary: 'Begin to sign in with a passkey',
  description: 'No e-mail is needed: the browser offers the passkeys it has for this host.',
  tag: 'Passkeys',
  access: { by: 'realm' },
  door: 'gateway',
  answers: { 200: { description: 'For `navigator.credentials.get()`.', content: json(requestOptions, exampleRequest) } },
  errors: [],
} as const satisfies Operation

export const finishPasskeyLogin = {
  operationId: 'finishPasskeyLogin',
  method: 'post',
  path: '/v1/auth/passkeys/login/finish',
  summary: 'Sign in with the passkey that the browser used',
  description: `A passkey whose counter went back is refused and noted in the audit chain: another copy of it may be in use. ${byCookie}`,
  tag: 'Passkeys',
  access: { by: 'realm' },
  door: 'gateway',
  headers: signInHeaders,
  body: { required: true, content: json(passkeyUsed, { credential: exampleUsedCredential }) },
  answers: { 200: { description: 'Signed in.', content: json(tokens, exampleTokens) } },
  errors: [...writeErrors, 'sign_in_failed'],
} as const satisfies Operation

export const startPasskeySignup = {
  operationId: 'startPasskeySignup',
  method: 'post',
  path: '/v1/auth/passkeys/signup/start',
  summary: 'Begin an account that a passkey opens',
  description: 'The account is made when the passkey is. Who may register is the same as with a password.',
  tag: 'Passkeys',
  access: { by: 'realm' },
  door: 'gateway',
  body: { required: true, content: json(passkeySignup, { email: 'grace@example.com', display_name: 'Grace' }) },
  answers: { 200: { description: 'For `navigator.credentials.create()`.', content: json(creationOptions, exampleCreation) } },
  errors: [...bodyErrors, 'email_taken', 'registration_closed', 'invalid_token'],
} as const satisfies Operation

export const finishPasskeySignup = {
  operationId: 'finishPasskeySignup',
  method: 'post',
  path: '/v1/auth/passkeys/signup/finish',
  summary: 'Make the account, with the passkey that the browser made',
  description: `A mail asks to confirm the address. ${byCookie}`,
  tag: 'Passkeys',
  access: { by: 'realm' },
  door: 'gateway',
  headers: signInHeaders,
  body: { required: true, content: json(passkeyAdded, { credential: exampleNewCredential, name: 'Phone' }) },
  answers: { 201: { description: 'Signed in to the new account.', content: json(tokens, exampleTokens) } },
  errors: [...writeErrors, 'sign_in_failed', 'email_taken', 'registration_closed', 'invalid_token'],
} as const satisfies Operation

export const listPasskeys = {
  operationId: 'listPasskeys',
  method: 'get',
  path: '/v1/auth/passkeys',
  summary: 'Your passkeys, latest first',
  description: 'An account has at most 20, so there is one page.',
  tag: 'Passkeys',
  access: { by: 'user' },
  door: 'gateway',
  answers: { 200: { description: 'All of them.', content: json(pageOf(passkey), { data: [examplePasskey], next_cursor: null }) } },
  errors: [],
} as const satisfies Operation

export const removePasskey = {
  operationId: 'removePasskey',
  method: 'delete',
  path: '/v1/auth/passkeys/{id}',
  summary: 'Remove a passkey of yours',
  description: 'The last way in stays: set a password or add another passkey first. Sign-ins that it opened go on.',
  tag: 'Passkeys',
  access: { by: 'user' },
  door: 'gateway',
  params: z.object({ id: credentialId.meta({ description: 'The passkey.' }) }),
  answers: { 200: { description: 'What was removed.', content: json(passkey, examplePasskey) } },
  errors: ['not_found', 'last_way_in'],
  example: { params: { id: examplePasskey.id } },
} as const satisfies Operation

export const passkeysOperations: readonly Operation[] = [
  startPasskeyRegistration,
  finishPasskeyRegistration,
  startPasskeyLogin,
  finishPasskeyLogin,
  startPasskeySignup,
  finishPasskeySignup,
  listPasskeys,
  removePasskey,
]
