/** Which tier a person is of: by the age of the account, which a UUIDv7 (RFC 9562) carries, so that no database is asked. Pure. */
import type { UserId } from '../../contract/ids.ts'
import type { AppPolicies, Tier } from '../../contract/policy.ts'

const hourMs = 3_600_000

/** Epoch ms in which a UUIDv7 was made; null for ids of other kinds. */
export const madeAt = (id: string): number | null => (id.charAt(14) === '7' ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : null)

/** An account whose age can not be known is `new`: it gets the tightest limits. */
export const tierOf = (
  user: UserId,
  { new_for_h, trusted_after_d }: Pick<AppPolicies, 'new_for_h' | 'trusted_after_d'>,
  now: number,
): Tier => {
  const made = madeAt(user)
  const ageMs = made === null ? 0 : now - made
  if (made === null || ageMs < new_for_h * hourMs) return 'new'
  return ageMs < trusted_after_d * 24 * hourMs ? 'member' : 'trusted'
}
