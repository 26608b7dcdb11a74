/** [B8] Tiers follow from the age of the account, which its id carries. */
import { expect, test } from 'vitest'
import { v7 } from 'uuid'
import { userId } from '../../contract/ids.ts'
import { defaultPolicies } from '../../contract/policy.ts'
import { madeAt, tierOf } from '../../domain/policy/tier.ts'

const now = 1_795_000_000_000
const hours = 3_600_000
const userOf = (ageMs: number) => userId.parse(v7({ msecs: now - ageMs }))

test.each([
  [0, 'new'],
  [24 * hours - 1, 'new'],
  [24 * hours, 'member'],
  [30 * 24 * hours - 1, 'member'],
  [30 * 24 * hours, 'trusted'],
] as const)('[B8] an account of %i ms is %s', (ageMs, tier) => {
  expect(tierOf(userOf(ageMs), defaultPolicies, now)).toBe(tier)
})

test('[B8] an id that does not say its age gets the tightest limits', () => {
  expect(tierOf(userId.parse('9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d'), defaultPolicies, now)).toBe('new')
  expect(madeAt('9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d')).toBeNull()
})

test('[B8] an id from the future is new', () => {
  expect(tierOf(userOf(-hours), defaultPolicies, now)).toBe('new')
})
