/**
 * Limits of callers by key, person and address, counted in the isolate that answers (decision 0006 says why that is enough).
 * Owns the counting of one door; which limit holds for whom is the door's guard's.
 */
import { decisionOf } from '../../domain/limits/rate-decision.ts'
import type { RateDecision, RatePolicy } from '../../domain/limits/rate-decision.ts'
import type { RateLimiter } from '../../domain/limits/rate-limiter.ts'

export type CallerLimit = RatePolicy & {
  readonly name: 'key' | 'user' | 'anonymous' | 'lab'
  /** Whose units are taken. Under one name, keys of different apps must differ. */
  readonly key: string
}

/** Takes one unit. Answers what `rateHeaders` writes, and when to come back. */
export const checkRate = (limiter: RateLimiter, { key, ...policy }: CallerLimit, now: number): RateDecision =>
  decisionOf(policy, limiter.take(`${policy.name} ${key}`, policy, now))
