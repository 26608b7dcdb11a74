/** A limit as callers hear of it: its name, what it allows, and what is left. The doors write it into headers. */
import type { Rate, Taken } from './gcra.ts'

/** `name` is public: it stands in `RateLimit-Policy`. */
export type RatePolicy = Rate & { readonly name: string }

export type RateDecision = RatePolicy & Omit<Taken, 'state'>

export const decisionOf = (
  { name, limit, periodMs }: RatePolicy,
  { ok, remaining, retryAfterMs, resetMs }: Omit<Taken, 'state'>,
): RateDecision => ({ name, limit, periodMs, ok, remaining, retryAfterMs, resetMs })
