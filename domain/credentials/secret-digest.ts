/**
 * Secrets at rest and in comparison. A secret has 256 random bits, so one SHA-256 is enough at rest;
 * every comparison takes the same time whatever it finds. Nothing here remembers a secret.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { StoredKey } from '../../contract/keys.ts'

/** SHA-256 of a secret as kept at rest: 64 hex digits. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')

type Digests = Pick<StoredKey, 'secret_hash' | 'previous_secret_hash' | 'previous_expires_at'>

/** Stands in for a key that does not exist: no secret hashes to it, so it refuses after the same work. */
const nobody: Digests = { secret_hash: '0'.repeat(64), previous_secret_hash: null, previous_expires_at: null }

/** Whether a secret (as its hash) opens a key: the present one, or the one before while its overlap lasts. */
export const secretOpens = (secretHash: string, key: Digests | null, now: number): boolean => {
  const digests = key ?? nobody
  const current = equal(secretHash, digests.secret_hash)
  const previous = equal(secretHash, digests.previous_secret_hash ?? nobody.secret_hash)
  const overlaps = digests.previous_secret_hash !== null && digests.previous_expires_at !== null && now < digests.previous_expires_at
  return key !== null && (current || (previous && overlaps))
}

const equal = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'))

const base62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** A new secret, `pq_sk_` + 43 base62 characters (256 bits). Shown once; keep only its hash. */
export const newSecret = (): string => `pq_sk_${randomBase62(43)}`

/** A new public key, `pq_pk_` + 32 base62 characters. */
export const newPublicKey = (): string => `pq_pk_${randomBase62(32)}`

/** Uniform: bytes of 248 and above would favour the first letters, so they are drawn again. */
const randomBase62 = (length: number): string => {
  let text = ''
  while (text.length < length)
    for (const byte of randomBytes(length)) if (byte < 248 && text.length < length) text += base62.charAt(byte % 62)
  return text
}
