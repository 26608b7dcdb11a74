/** People as the API shows them, and what a sign-in answers. */
import * as z from 'zod'
import { appId, sessionId, userId } from './ids.ts'

/** Lower-cased, so that one mailbox is one account. */
export const email = z.email().max(254).toLowerCase()
export const displayName = z.string().trim().min(1).max(80)
/** Its strength is judged in `domain/identity`. */
export const password = z.string().min(1).max(1_024)

export const user = z.object({
  id: userId,
  email: z.string(),
  email_verified: z.boolean(),
  display_name: z.string(),
  created_at: z.string(),
})
export type User = z.infer<typeof user>

/** `GET /v1/me`: the person with the sign-in that asks. `app.id` is the realm. */
export const me = user.extend({ session_id: sessionId, app: z.object({ id: appId, name: z.string() }), roles: z.array(z.string()) })
export type Me = z.infer<typeof me>

/** What login, register and refresh answer. Without `refresh_token` where a cookie carries it. */
export const tokens = z.object({
  access_token: z.string(),
  refresh_token: z.string().optional(),
  token_type: z.literal('Bearer'),
  expires_in: z.int(),
  user,
})
export type Tokens = z.infer<typeof tokens>

export const registerInput = z.strictObject({
  email,
  password,
  display_name: displayName,
  invitation_token: z.string().max(128).optional().meta({
    description: 'From the mail of an invitation: makes an operator where registration is closed, with the roles that are offered.',
  }),
})
export type RegisterInput = z.infer<typeof registerInput>

export const loginInput = z.strictObject({ email, password })

const mailedToken = z.string().max(128).meta({ description: 'From the link in the mail.' })

export const refreshInput = z
  .strictObject({
    refresh_token: z.string().max(128).optional().meta({ description: 'The one you got last; left out where a cookie carries it.' }),
  })
  .default({})
export const newPasswordInput = z.strictObject({ current_password: password, new_password: password })
export const emailInput = z.strictObject({ email })
export const resetInput = z.strictObject({ token: mailedToken, new_password: password })
export const verifyInput = z.strictObject({ token: mailedToken })
export const meChanges = z.strictObject({ display_name: displayName.optional() })

/** A sign-in of a person, as they see it. Where it was opened from is not kept. */
export const authSession = z.object({
  id: sessionId,
  current: z.boolean().describe('The one that asks.'),
  method: z.enum(['password', 'passkey', 'oauth', 'registration', 'reset']).describe('How it was opened.'),
  user_agent: z.string().nullable().describe('What the client called itself, cut at 200 characters.'),
  created_at: z.string(),
  refreshed_at: z.string(),
  expires_at: z.string().describe('It ends then unless it is refreshed.'),
})
export type AuthSession = z.infer<typeof authSession>

export const endedSessions = z.object({ ended: z.int().describe('How many sign-ins ended.') })

/** For what says nothing more than that it was done, or that it need not be said. */
export const done = z.object({ status: z.literal('ok') })

/** RFC 7517. */
export const keySet = z.object({
  keys: z.array(
    z.looseObject({
      kty: z.string(),
      kid: z.string(),
      alg: z.string(),
      use: z.literal('sig'),
      crv: z.string(),
      x: z.string(),
      y: z.string(),
    }),
  ),
})

/** OpenID Connect Discovery 1.0 as far as it is true here: tokens are verified with it, sign-in is the routes under `/v1/auth`. */
export const issuerMetadata = z.object({
  issuer: z.string(),
  jwks_uri: z.string(),
  token_endpoint_auth_methods_supported: z.array(z.string()),
  response_types_supported: z.array(z.string()),
  subject_types_supported: z.array(z.string()),
  id_token_signing_alg_values_supported: z.array(z.string()),
  claims_supported: z.array(z.string()),
})

/** A mail in the mailbox of development. */
export const shownMail = z.object({
  id: z.string(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  links: z.array(z.string()),
  created_at: z.string(),
})
export type ShownMail = z.infer<typeof shownMail>

/** What signs from now on. */
export const newSigningKey = z.object({ kid: z.string() })
