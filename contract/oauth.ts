/** Signing in with an account elsewhere: the providers of an app, the parameters of a flow, and the code that a flow ends with. */
import * as z from 'zod'
import { publicKey } from './ids.ts'

/** The name in paths, such as `google`. */
export const providerName = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,31}$/)

/** RFC 7636: a SHA-256 as base64url. */
export const codeChallenge = z.string().regex(/^[A-Za-z0-9_-]{43}$/)
const codeVerifier = z.string().regex(/^[A-Za-z0-9._~-]{43,128}$/)

/** Whether and where a redirect may end is judged in `domain/oauth`. */
export const flowStart = z.object({
  key: publicKey.optional().meta({ description: 'The public half of a key: whose people are meant. Without it, operators.' }),
  redirect_to: z
    .string()
    .min(1)
    .max(2_000)
    .meta({ description: 'Where the browser ends: an address on an origin of the app, or a path of the platform.' }),
  code_challenge: codeChallenge.optional().meta({
    description: 'BASE64URL(SHA-256(verifier)) of RFC 7636, method S256: only who knows the verifier can use the code.',
  }),
})
export type FlowStart = z.infer<typeof flowStart>

/** What a provider sends the browser back with (RFC 6749 §4.1.2, RFC 9207). */
export const flowReturn = z.object({
  state: z.string().max(200).optional().meta({ description: 'Names the flow.' }),
  code: z.string().max(4_096).optional().meta({ description: 'The provider’s code.' }),
  error: z.string().max(200).optional().meta({ description: 'Why there is no code.' }),
  iss: z.string().max(2_000).optional().meta({ description: 'The provider’s issuer (RFC 9207).' }),
})

export const codeInput = z.strictObject({
  code: z.string().min(1).max(200),
  code_verifier: codeVerifier.optional().meta({ description: 'Needed when the flow began with a `code_challenge`.' }),
})

const scopes = z
  .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/))
  .min(1)
  .max(20)
  .refine((names) => names.includes('openid'), { error: 'needs openid' })

export const providerInput = z.strictObject({
  issuer: z.string().max(500).meta({ description: 'The issuer of OpenID Connect; its discovery document is read.' }),
  client_id: z.string().min(1).max(500),
  client_secret: z.string().min(1).max(2_000).nullable().optional().meta({
    description: 'Kept sealed and never shown. Left out: the one there is, while issuer and client stay. null: none, a public client.',
  }),
  scopes: scopes.default(['openid', 'email', 'profile']),
})
export type ProviderInput = z.infer<typeof providerInput>

export const provider = z.object({
  provider: providerName,
  issuer: z.string(),
  client_id: z.string(),
  has_secret: z.boolean(),
  scopes: z.array(z.string()),
  redirect_uri: z.string().describe('To be registered at the provider.'),
  created_at: z.string(),
  updated_at: z.string(),
})
export type Provider = z.infer<typeof provider>

/** What a sign-in page shows a button for. */
export const offeredProvider = z.object({
  provider: providerName,
  start_url: z.string().describe('Where the button leads; add `redirect_to`, and `key` for an app.'),
})

/** What `redirect_to` gets as `?error=` when a flow fails. */
export const flowErrors = [
  'access_denied',
  'email_taken',
  'email_missing',
  'registration_closed',
  'temporarily_unavailable',
  'sign_in_failed',
] as const
export type FlowError = (typeof flowErrors)[number]
