/** Making and reading access tokens with `jose`. What a revoked session or an archived app means is the guard's. */
import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose'
import { accessClaims, accessTokenAlgorithm, accessTokenTtlS } from '../../contract/claims.ts'
import type { AccessClaims } from '../../contract/claims.ts'
import { newId } from '../../contract/ids.ts'
import type { AppId, SessionId, UserId } from '../../contract/ids.ts'

/** Far longer than any of ours; what is longer is not worth parsing. */
export const maxTokenChars = 4_096

export type TokenSubject = { readonly app: AppId; readonly user: UserId; readonly session: SessionId; readonly roles: readonly string[] }
export type Signer = { readonly kid: string; readonly privateKey: CryptoKey }

export const signAccessToken = (issuer: string, subject: TokenSubject, signer: Signer, now: number): Promise<string> => {
  const issuedAt = Math.floor(now / 1_000)
  return new SignJWT({ sid: subject.session, app: subject.app, roles: [...subject.roles] })
    .setProtectedHeader({ alg: accessTokenAlgorithm, typ: 'at+jwt', kid: signer.kid })
    .setIssuer(issuer)
    .setAudience(subject.app)
    .setSubject(subject.user)
    .setJti(newId())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + accessTokenTtlS)
    .sign(signer.privateKey)
}

/** The `kid` a token names; null when it is not one of our kind at all. Nothing is verified yet. */
export const tokenKeyId = (token: string): string | null => {
  if (token.length > maxTokenChars) return null
  try {
    const { alg, kid, typ } = decodeProtectedHeader(token)
    return alg === accessTokenAlgorithm && typ === 'at+jwt' && typeof kid === 'string' ? kid : null
  } catch {
    // Not an error of ours: the text is not a token.
    return null
  }
}

/** The claims of a token that this key signed for this issuer and that is valid now; else null. */
export const readAccessToken = async (token: string, key: CryptoKey, issuer: string, now: number): Promise<AccessClaims | null> => {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [accessTokenAlgorithm],
      issuer,
      typ: 'at+jwt',
      requiredClaims: ['iss', 'aud', 'sub', 'sid', 'app', 'jti', 'iat', 'exp'],
      maxTokenAge: accessTokenTtlS,
      clockTolerance: 2,
      currentDate: new Date(now),
    })
    const claims = accessClaims.safeParse(payload)
    return claims.success && claims.data.aud === claims.data.app ? claims.data : null
  } catch (error) {
    if (error instanceof errors.JOSEError) return null
    throw error
  }
}
