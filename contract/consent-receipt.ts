/**
 * A receipt of a consent that either side can keep: a compact JWS (RFC 7515) under a key of the platform's key set
 * (`/.well-known/jwks.json`), header `typ` `consent-receipt+jwt`. It says what stood when it was made; it has no end of its own.
 */
import * as z from 'zod'
import { consent } from './consent.ts'
import { appId, consentId } from './ids.ts'

export const consentReceiptType = 'consent-receipt+jwt'

export const consentReceipt = z.object({
  /** The platform's public address. */
  iss: z.string(),
  /** The app in whose realm the two people are. */
  aud: appId,
  /** Seconds since the epoch. */
  iat: z.int(),
  /** The consent: who asked whom for what, how it was answered, until when it stood, and what session stood on it. */
  consent,
})
export type ConsentReceipt = z.infer<typeof consentReceipt>

/** How it is handed out. */
export const signedReceipt = z.object({ id: consentId, receipt: z.string().meta({ description: 'The compact JWS.' }) })
