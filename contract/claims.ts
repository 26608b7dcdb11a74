/** Access tokens: JSON Web Tokens (RFC 7519, RFC 9068 in spirit) that every Worker verifies by itself. */
import * as z from 'zod'
import { appId, sessionId, userId } from './ids.ts'

/** Seconds an access token is valid. */
export const accessTokenTtlS = 600

/** The algorithm of every signing key; a token with any other is refused. */
export const accessTokenAlgorithm = 'ES256'

export const accessClaims = z.object({
  /** The platform's public address. */
  iss: z.string(),
  /** The app whose realm the person is in: an app's own server checks it for its own id. */
  aud: appId,
  /** The person. */
  sub: userId,
  /** The sign-in; ending it ends the token. */
  sid: sessionId,
  app: appId,
  /** Roles in that app. Operators' roles in other apps are looked up, so that taking one away works at once. */
  roles: z.array(z.string()),
  jti: z.uuid(),
  /** Seconds since the epoch. */
  iat: z.number(),
  exp: z.number(),
})
export type AccessClaims = z.infer<typeof accessClaims>
