/** How a person with a password comes in, stays in, and goes. */
import { endedSessions, loginInput, refreshInput, registerInput, tokens } from '../identity.ts'
import { json } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { examplePassword, exampleTokens } from './people-examples.ts'
import { byCookie, sessionHeader, signInHeaders as headers } from './session-header.ts'
import { bodyErrors, writeErrors } from './write-errors.ts'

const example = { email: 'grace@example.com', password: examplePassword }

export const register = {
  operationId: 'register',
  method: 'post',
  path: '/v1/auth/register',
  summary: 'Make an account and sign in to it',
  description:
    'The same e-mail in two apps is two people. Without an app key the account is an operator’s, which takes an invitation unless registration is open. ' +
    `A mail asks to confirm the address. Passwords have at least 8 characters and are none of those that are guessed first. ${byCookie}`,
  tag: 'Sign-in',
  access: { by: 'realm' },
  door: 'gateway',
  headers,
  body: { required: true, content: json(registerInput, { ...example, display_name: 'Grace' }) },
  answers: { 201: { description: 'Signed in to the new account.', content: json(tokens, exampleTokens) } },
  errors: [...writeErrors, 'email_taken', 'registration_closed', 'invalid_token', 'temporarily_unavailable', 'rate_limited'],
} as const satisfies Operation

export const login = {
  operationId: 'login',
  method: 'post',
  path: '/v1/auth/login',
  summary: 'Sign in with e-mail and password',
  description: `An unknown e-mail, a wrong password and a disabled account are one answer, after the same work. ${byCookie}`,
  tag: 'Sign-in',
  access: { by: 'realm' },
  door: 'gateway',
  headers,
  body: { required: true, content: json(loginInput, example) },
  answers: { 200: { description: 'Signed in.', content: json(tokens, exampleTokens) } },
  errors: writeErrors,
} as const satisfies Operation

export const refreshTokens = {
  operationId: 'refreshTokens',
  method: 'post',
  path: '/v1/auth/refresh',
  summary: 'The next tokens for a refresh token',
  description:
    'Each refresh token works once. Presented again within 10 seconds it gives the same successor, however often and from wherever; later it ends the sign-in, because somebody else holds it.',
  tag: 'Sign-in',
  access: { by: 'none' },
  fromPages: true,
  door: 'gateway',
  headers: sessionHeader,
  body: { required: false, content: json(refreshInput, { refresh_token: exampleTokens.refresh_token }) },
  answers: { 200: { description: 'The next tokens.', content: json(tokens, exampleTokens) } },
  errors: [...bodyErrors, 'invalid_credentials', 'origin_forbidden', 'rate_limited', 'temporarily_unavailable'],
} as const satisfies Operation

export const logout = {
  operationId: 'logout',
  method: 'post',
  path: '/v1/auth/logout',
  summary: 'End the sign-in that asks',
  description: 'Its access tokens are refused everywhere within 5 seconds, and its sockets close.',
  tag: 'Sign-in',
  access: { by: 'user' },
  door: 'gateway',
  headers: sessionHeader,
  answers: { 200: { description: 'It is over.', content: json(endedSessions, { ended: 1 }) } },
  errors: [],
} as const satisfies Operation

export const peopleSignInOperations: readonly Operation[] = [register, login, refreshTokens, logout]
