/** What others verify our access tokens with, the incident of replacing the key, and the mailbox of development. */
import * as z from 'zod'
import { issuerMetadata, keySet, newSigningKey, shownMail } from '../identity.ts'
import { json, pageOf } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { exampleMailedToken } from './people-examples.ts'
import { exampleTime } from './examples.ts'

const exampleKey = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
  kid: '01939b7e-0000-7000-8000-00000000c001',
  alg: 'ES256',
  use: 'sig',
}
const issuer = 'https://prost.example'

export const getKeySet = {
  operationId: 'getKeySet',
  method: 'get',
  path: '/.well-known/jwks.json',
  summary: 'The keys that access tokens are verified with',
  description:
    'The next, the current and the previous one. May be kept for five minutes; ask again when a token names a key that you do not have.',
  tag: 'Sign-in',
  access: { by: 'none' },
  unlimited: true,
  door: 'gateway',
  answers: { 200: { description: 'A JSON Web Key Set (RFC 7517).', content: json(keySet, { keys: [exampleKey] }) } },
  errors: ['temporarily_unavailable'],
} as const satisfies Operation

export const getIssuer = {
  operationId: 'getIssuer',
  method: 'get',
  path: '/.well-known/openid-configuration',
  summary: 'Who issues access tokens, and what is in them',
  description:
    'For libraries that find the keys by the issuer. There is no authorization endpoint: people sign in with the routes under `/v1/auth`.',
  tag: 'Sign-in',
  access: { by: 'none' },
  unlimited: true,
  door: 'gateway',
  answers: {
    200: {
      description: 'The metadata.',
      content: json(issuerMetadata, {
        issuer,
        jwks_uri: `${issuer}/.well-known/jwks.json`,
        token_endpoint_auth_methods_supported: ['none'],
        response_types_supported: [],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['ES256'],
        claims_supported: ['iss', 'aud', 'sub', 'sid', 'app', 'roles', 'jti', 'iat', 'exp'],
      }),
    },
  },
  errors: [],
} as const satisfies Operation

export const replaceSigningKey = {
  operationId: 'replaceSigningKey',
  method: 'post',
  path: '/v1/ops/signing-keys/replace',
  summary: 'Sign access tokens with a new key from now on',
  description:
    'For an incident; keys are replaced by themselves every 30 days. Every access token given out so far is refused within 5 seconds; sign-ins stand, so clients refresh and go on.',
  tag: 'Operations',
  access: { by: 'ops' },
  door: 'gateway',
  answers: { 200: { description: 'The new key.', content: json(newSigningKey, { kid: exampleKey.kid }) } },
  errors: [],
} as const satisfies Operation

const link = `https://prost.example/verify?token=${exampleMailedToken}`

export const readDevMail = {
  operationId: 'readDevMail',
  method: 'get',
  path: '/dev/mail',
  summary: 'The mailbox of development',
  description:
    'The newest 100 mails, as a page or as JSON. Only where the platform runs as `development`; elsewhere there is no such route.',
  tag: 'Platform',
  access: { by: 'none' },
  unlimited: true,
  door: 'gateway',
  answers: {
    200: {
      description: 'Mails, newest first.',
      content: {
        ...json(pageOf(shownMail), {
          data: [
            {
              id: '01939b7e-0000-7000-8000-00000000d001',
              to: 'grace@example.com',
              subject: 'Demo: confirm your e-mail',
              text: `Hello Grace,\n\nconfirm that this mailbox is yours:\n\n${link}\n`,
              links: [link],
              created_at: exampleTime,
            },
          ],
          next_cursor: null,
        }),
        'text/html': { schema: z.string(), example: '<!doctype html>' },
      },
    },
  },
  errors: ['not_found'],
} as const satisfies Operation

export const peopleDiscoveryOperations: readonly Operation[] = [getKeySet, getIssuer, replaceSigningKey, readDevMail]
