/**
 * Passkeys as the API shows them, and what goes to and comes from a browser's WebAuthn calls (the JSON forms of WebAuthn Level 3).
 * Shapes only: what a credential proves is judged in `domain/passkeys`.
 */
import * as z from 'zod'
import { displayName, email } from './identity.ts'

/** A credential id: base64url, at most 1,023 bytes. */
export const credentialId = z
  .string()
  .min(1)
  .max(1_364)
  .regex(/^[A-Za-z0-9_-]+$/)

const bytes = z
  .string()
  .max(64 * 1_024)
  .regex(/^[A-Za-z0-9_-]*$/)
/** Transports are hints; unknown ones are kept for the browser, which may know them. */
const transports = z.array(z.string().regex(/^[a-z-]{1,20}$/)).max(10)

const credential = { id: credentialId, rawId: credentialId, type: z.literal('public-key') }

/** `PublicKeyCredential.toJSON()` after `navigator.credentials.create()`. */
export const newCredential = z.object({
  ...credential,
  response: z.object({ clientDataJSON: bytes, attestationObject: bytes, transports: transports.optional() }),
})
export type NewCredential = z.infer<typeof newCredential>

/** `PublicKeyCredential.toJSON()` after `navigator.credentials.get()`. */
export const usedCredential = z.object({
  ...credential,
  response: z.object({ clientDataJSON: bytes, authenticatorData: bytes, signature: bytes, userHandle: bytes.nullish() }),
})
export type UsedCredential = z.infer<typeof usedCredential>

export const passkeyName = z.string().trim().min(1).max(80)

export const passkeyAdded = z.strictObject({
  credential: newCredential.meta({ description: 'What the browser answered, as JSON.' }),
  name: passkeyName.optional().meta({ description: 'How the person calls it; `Passkey` without one.' }),
})

export const passkeyUsed = z.strictObject({ credential: usedCredential.meta({ description: 'What the browser answered, as JSON.' }) })

export const passkeySignup = z.strictObject({
  email,
  display_name: displayName,
  invitation_token: z.string().min(1).max(200).optional().meta({ description: 'From the mail that invited this person.' }),
})
export type PasskeySignup = z.infer<typeof passkeySignup>

/** For `navigator.credentials`: what is not named here is the browser's to know. */
export const creationOptions = z.object({
  options: z
    .looseObject({ challenge: z.string(), rp: z.looseObject({ id: z.string(), name: z.string() }) })
    .describe('For `PublicKeyCredential.parseCreationOptionsFromJSON()`. Works once, for 5 minutes, on the page that asked.'),
})
export const requestOptions = z.object({
  options: z
    .looseObject({ challenge: z.string(), rpId: z.string() })
    .describe('For `PublicKeyCredential.parseRequestOptionsFromJSON()`. Works once, for 5 minutes, on the page that asked.'),
})

export const passkey = z.object({
  id: credentialId,
  name: z.string(),
  rp_id: z.string().describe('The host it was made on; it opens the account only there.'),
  backed_up: z.boolean().describe('Whether it is also kept outside the device, such as by a password manager.'),
  transports: z.array(z.string()),
  created_at: z.string(),
  last_used_at: z.string().nullable(),
})
export type Passkey = z.infer<typeof passkey>
