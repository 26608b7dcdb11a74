/**
 * Which key signs, which are published, and when the next is due. A key is published a day before it signs and until every token
 * that it signed has ended, so that whoever caches the key set for hours never meets an unknown one.
 */
import type { JWK } from 'jose'
import { accessTokenTtlS } from '../../contract/claims.ts'

export const rotation = {
  /** A key signs this long. */
  signsMs: 30 * 86_400_000,
  /** It is published this long before it signs. */
  publishAheadMs: 86_400_000,
  /** It stays published this long after it signed last. */
  publishAfterMs: accessTokenTtlS * 1_000 + 3_600_000,
} as const

export type SigningKey = {
  readonly kid: string
  readonly publicJwk: JWK
  /** Epoch ms; it signs until a later key does. */
  readonly signsFrom: number
}

const byStart = (left: SigningKey, right: SigningKey): number => left.signsFrom - right.signsFrom

/** The latest that has begun. */
export const currentKey = <K extends SigningKey>(keys: readonly K[], now: number): K | null =>
  keys
    .filter(({ signsFrom }) => signsFrom <= now)
    .toSorted(byStart)
    .at(-1) ?? null

/** Next, current and previous: what tokens of now and of the near past and future are verified with. */
export const publishedKeys = <K extends SigningKey>(keys: readonly K[], now: number): K[] => {
  const sorted = keys.toSorted(byStart)
  return sorted.filter((_key, i) => {
    const successor = sorted[i + 1]
    return successor === undefined || successor.signsFrom + rotation.publishAfterMs > now
  })
}

/** When a new key should begin to sign, or null while none is due. */
export const nextStart = (keys: readonly SigningKey[], now: number): number | null => {
  const last = keys.toSorted(byStart).at(-1)
  if (last === undefined) return now
  if (last.signsFrom > now) return null
  const end = last.signsFrom + rotation.signsMs
  return now >= end - rotation.publishAheadMs ? Math.max(end, now + rotation.publishAheadMs) : null
}
