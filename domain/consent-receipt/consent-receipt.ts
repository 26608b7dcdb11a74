/**
 * Making and reading receipts of consents with `jose`. Whoever keeps one keeps the key set beside it: keys leave the published set when no
 * access token can be under them any more, receipts stay.
 */
import { createLocalJWKSet, errors, jwtVerify, SignJWT } from 'jose'
import type { JSONWebKeySet } from 'jose'
import { accessTokenAlgorithm } from '../../contract/claims.ts'
import type { Consent } from '../../contract/consent.ts'
import { consentReceipt, consentReceiptType } from '../../contract/consent-receipt.ts'
import type { ConsentReceipt } from '../../contract/consent-receipt.ts'
import type { AppId } from '../../contract/ids.ts'
import type { Signer } from '../identity/access-token.ts'

/** Far longer than any of ours. */
const maxReceiptChars = 4_096

/** `now` is epoch ms. */
export const signConsentReceipt = (issuer: string, app: AppId, consent: Consent, signer: Signer, now: number): Promise<string> =>
  new SignJWT({ consent })
    .setProtectedHeader({ alg: accessTokenAlgorithm, typ: consentReceiptType, kid: signer.kid })
    .setIssuer(issuer)
    .setAudience(app)
    .setIssuedAt(Math.floor(now / 1_000))
    .sign(signer.privateKey)

/** What a receipt says, when a key of the set signed it for this issuer; else null. An access token is none, and the other way round. */
export const readConsentReceipt = async (receipt: string, keys: JSONWebKeySet, issuer: string): Promise<ConsentReceipt | null> => {
  if (receipt.length > maxReceiptChars) return null
  try {
    const { payload } = await jwtVerify(receipt, createLocalJWKSet(keys), {
      algorithms: [accessTokenAlgorithm],
      issuer,
      typ: consentReceiptType,
      requiredClaims: ['iss', 'aud', 'iat', 'consent'],
    })
    return consentReceipt.safeParse(payload).data ?? null
  } catch (error) {
    if (error instanceof errors.JOSEError) return null
    throw error
  }
}
