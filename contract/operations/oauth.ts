/** Signing in with an account elsewhere (OpenID Connect, authorization code with PKCE), and which providers an app has. */
import * as z from 'zod'
import { tokens } from '../identity.ts'
import { appId } from '../ids.ts'
import { codeInput, flowReturn, flowStart, offeredProvider, provider, providerInput, providerName } from '../oauth.ts'
import { idempotencyHeader, json, pageOf } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { administrators } from '../roles.ts'
import { exampleAppId } from './apps.ts'
import { exampleTime } from './examples.ts'
import { exampleTokens } from './people-examples.ts'
import { sessionHeader } from './session-header.ts'
import { bodyErrors, writeErrors } from './write-errors.ts'

const exampleProvider = {
  provider: 'google',
  issuer: 'https://accounts.google.com',
  client_id: '1234.apps.googleusercontent.com',
  has_secret: true,
  scopes: ['openid', 'email', 'profile'],
  redirect_uri: 'https://prost.example/v1/auth/oauth/google/callback',
  created_at: exampleTime,
  updated_at: exampleTime,
}
const exampleCode = 'Zk3v9m0sX1cQh7bT2yLw8nRj5pUe4aGd6iKoVfSxMlA'

export const startOauth = {
  operationId: 'startOauth',
  method: 'get',
  path: '/v1/auth/oauth/{provider}/start',
  summary: 'Send the browser to a provider',
  description:
    'For a link or a navigation, not for `fetch`. The browser comes back to `redirect_to` with a `code` that works once within 60 seconds, or with `error`: ' +
    '`access_denied`, `email_taken` (sign in as before first), `email_missing`, `registration_closed`, `temporarily_unavailable` or `sign_in_failed`.',
  tag: 'Sign-in',
  access: { by: 'none' },
  door: 'gateway',
  params: z.object({ provider: providerName.meta({ description: 'The provider, as the app named it.' }) }),
  query: flowStart,
  answers: { 302: { description: 'To the provider; or back, with an error.', content: {} } },
  errors: ['invalid_credentials', 'insufficient_scope', 'not_found', 'origin_forbidden', 'temporarily_unavailable', 'validation_failed'],
  example: { params: { provider: 'google' }, query: { redirect_to: '/admin' } },
} as const satisfies Operation

export const finishOauth = {
  operationId: 'finishOauth',
  method: 'get',
  path: '/v1/auth/oauth/{provider}/callback',
  summary: 'Where a provider sends the browser back',
  description: 'For providers. Only the browser that began the flow can end it, once, within 10 minutes.',
  tag: 'Sign-in',
  access: { by: 'none' },
  door: 'gateway',
  params: z.object({ provider: providerName.meta({ description: 'The provider, as the app named it.' }) }),
  query: flowReturn,
  answers: { 302: { description: 'To `redirect_to`, with `code` or `error`.', content: {} } },
  errors: ['not_found', 'sign_in_failed', 'validation_failed'],
  example: { params: { provider: 'google' }, query: { state: exampleCode, code: 'provider-code' } },
} as const satisfies Operation

export const exchangeOauthCode = {
  operationId: 'exchangeOauthCode',
  method: 'post',
  path: '/v1/auth/oauth/token',
  summary: 'The code of a finished sign-in for tokens',
  description:
    'A code works once, whatever comes of it. One that ended on a page of the platform works only in the browser that it was given to.',
  tag: 'Sign-in',
  access: { by: 'none' },
  fromPages: true,
  door: 'gateway',
  headers: sessionHeader,
  body: { required: true, content: json(codeInput, { code: exampleCode, code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk' }) },
  answers: { 200: { description: 'Signed in.', content: json(tokens, exampleTokens) } },
  errors: [...bodyErrors, 'invalid_token', 'invalid_credentials', 'origin_forbidden', 'temporarily_unavailable'],
} as const satisfies Operation

export const offerProviders = {
  operationId: 'offerProviders',
  method: 'get',
  path: '/v1/auth/providers',
  summary: 'Which providers a sign-in page can offer',
  tag: 'Sign-in',
  access: { by: 'realm' },
  door: 'gateway',
  answers: {
    200: {
      description: 'All of them.',
      content: json(pageOf(offeredProvider), {
        data: [{ provider: 'google', start_url: 'https://prost.example/v1/auth/oauth/google/start' }],
        next_cursor: null,
      }),
    },
  },
  errors: [],
} as const satisfies Operation

const access = { by: 'operator', roles: administrators } as const
const ofApp = z.object({ app_id: appId })
const named = ofApp.extend({ provider: providerName.meta({ description: 'The provider: a name of your choice.' }) })
const example = { params: { app_id: exampleAppId, provider: 'google' } }

export const listProviders = {
  operationId: 'listProviders',
  method: 'get',
  path: '/v1/apps/{app_id}/providers',
  summary: 'The providers of an app',
  description: 'An app has at most 10, so there is one page.',
  tag: 'Providers',
  access,
  door: 'gateway',
  params: ofApp,
  answers: { 200: { description: 'All of them.', content: json(pageOf(provider), { data: [exampleProvider], next_cursor: null }) } },
  errors: [],
  example: { params: { app_id: exampleAppId } },
} as const satisfies Operation

export const putProvider = {
  operationId: 'putProvider',
  method: 'put',
  path: '/v1/apps/{app_id}/providers/{provider}',
  summary: 'Configure a provider',
  description:
    'The discovery document of the issuer is read before anything is kept. With another issuer, accounts that people linked before open nothing until it is back.',
  tag: 'Providers',
  access,
  door: 'gateway',
  params: named,
  headers: idempotencyHeader,
  body: {
    required: true,
    content: json(providerInput, { issuer: exampleProvider.issuer, client_id: exampleProvider.client_id, client_secret: 'GOCSPX-example' }),
  },
  answers: { 200: { description: 'The provider as it is now.', content: json(provider, exampleProvider) } },
  errors: [...writeErrors, 'too_many'],
  example,
} as const satisfies Operation

export const removeProvider = {
  operationId: 'removeProvider',
  method: 'delete',
  path: '/v1/apps/{app_id}/providers/{provider}',
  summary: 'Remove a provider',
  description: 'Nobody signs in with it any more. Links to accounts stay and work again when it is back.',
  tag: 'Providers',
  access,
  door: 'gateway',
  params: named,
  headers: idempotencyHeader,
  answers: { 200: { description: 'What was removed.', content: json(provider, exampleProvider) } },
  errors: writeErrors,
  example,
} as const satisfies Operation

const forOperators = 'Operators sign in with these: they are people of the platform’s own app, in which nobody has a role.'
const byName = z.object({ provider: named.shape.provider })

export const listConsoleProviders = {
  operationId: 'listConsoleProviders',
  method: 'get',
  path: '/v1/ops/providers',
  summary: 'The providers of operators',
  description: forOperators,
  tag: 'Operations',
  access: { by: 'ops' },
  door: 'gateway',
  answers: listProviders.answers,
  errors: [],
} as const satisfies Operation

export const putConsoleProvider = {
  operationId: 'putConsoleProvider',
  method: 'put',
  path: '/v1/ops/providers/{provider}',
  summary: 'Configure a provider of operators',
  description: `${forOperators} Who may become one is the same as with a password.`,
  tag: 'Operations',
  access: { by: 'ops' },
  door: 'gateway',
  params: byName,
  body: putProvider.body,
  answers: putProvider.answers,
  errors: [...bodyErrors, 'not_found', 'too_many'],
  example: { params: { provider: 'google' } },
} as const satisfies Operation

export const removeConsoleProvider = {
  operationId: 'removeConsoleProvider',
  method: 'delete',
  path: '/v1/ops/providers/{provider}',
  summary: 'Remove a provider of operators',
  tag: 'Operations',
  access: { by: 'ops' },
  door: 'gateway',
  params: byName,
  answers: removeProvider.answers,
  errors: ['not_found'],
  example: { params: { provider: 'google' } },
} as const satisfies Operation

export const oauthOperations: readonly Operation[] = [
  startOauth,
  finishOauth,
  exchangeOauthCode,
  offerProviders,
  listProviders,
  putProvider,
  removeProvider,
  listConsoleProviders,
  putConsoleProvider,
  removeConsoleProvider,
]
