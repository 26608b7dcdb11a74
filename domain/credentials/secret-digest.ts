/**
 * Secrets at rest and in comparison. A secret has 256 random bits, so one SHA-256 is enough at rest;
 * every comparison takes the same time whatever it finds. Nothing here remembers a secret.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { StoredKey } from '../../contract/keys.ts'

/** SHA-256 of a secret as kept at rest: 64 hex digits. */
export const hashSecret = (secret: string): string => digestSecret(secret).toString('hex')

/** The same as bytes, for comparing. */
export const digestSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** What a secret is compared with; decoded once per read of a key. */
export type Digests = {
  readonly current: Uint8Array
  readonly previous: Uint8Array
  /** Epoch ms until which `previous` opens. */
  readonly previousUntil: number
}

/** Nothing hashes to it. Stands in for what does not exist, so that it is refused after the same work. */
const nobody = new Uint8Array(32)

export const digestsOf = (key: StoredKey | null): Digests => {
  const { previous_secret_hash: previous = null, previous_expires_at: until = null } = key ?? {}
  const overlap = previous !== null && until !== null ? { previous: Buffer.from(previous, 'hex'), until } : null
  return {
    current: key === null ? nobody : Buffer.from(key.secret_hash, 'hex'),
    previous: overlap?.previous ?? nobody,
    previousUntil: overlap?.until ?? Number.NEGATIVE_INFINITY,
  }
}

/** Whether a secret (as its digest) is the present one, or the one before while its overlap lasts. Both are always compared. */
export const secretOpens = (digest: Uint8Array, digests: Digests, now: number): boolean => {
  const isCurrent = timingSafeEqual(digest, digests.current)
  const isPrevious = timingSafeEqual(digest, digests.previous)
  return isCurrent || (isPrevious && now < digests.previousUntil)
}

const base62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** A new secret, `pq_sk_` + 43 base62 characters (256 bits). Shown once; keep only its hash. */
export const newSecret = (): string => `pq_sk_${randomBase62(43)}`

/** A new public key, `pq_pk_` + 32 base62 characters. */
export const newPublicKey = (): string => `pq_pk_${randomBase62(32)}`

/** Random base62 text. Uniform: bytes of 248 and above would favour the first letters, so they are drawn again. */
export const randomBase62 = (length: number): string => {
  let text = ''
  while (text.length < length)
    for (const byte of randomBytes(length)) if (byte < 248 && text.length < length) text += base62.charAt(byte % 62)
  return text
}
