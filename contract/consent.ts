/**
 * Consents: one person asks another, who grants or denies; either takes it back. How they move is `domain/realtime/consent-chain.ts`.
 * Times are RFC 3339 UTC with milliseconds.
 */
import * as z from 'zod'
import { consentId, roomId, userId } from './ids.ts'

export const consentPurpose = z.enum(['private_call'])
export type ConsentPurpose = z.infer<typeof consentPurpose>

export const consentState = z.enum(['requested', 'granted', 'denied', 'expired', 'revoked'])
export type ConsentState = z.infer<typeof consentState>

export const consent = z.object({
  id: consentId,
  /** Who asked, and who was asked. */
  from: userId,
  to: userId,
  purpose: consentPurpose,
  state: consentState,
  requested_at: z.string(),
  /** When the state was reached. */
  decided_at: z.string().nullable(),
  /** Until when a request can be answered; until when a grant stands. */
  expires_at: z.string(),
  revoked_by: userId.nullable(),
  /** The one session that stands on it, once there is one. */
  session_id: roomId.nullable(),
})
export type Consent = z.infer<typeof consent>

export const consentRequestInput = z.strictObject({ to_user_id: userId, purpose: consentPurpose })
export type ConsentRequestInput = z.infer<typeof consentRequestInput>
