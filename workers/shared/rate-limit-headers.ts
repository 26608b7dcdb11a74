/**
 * Limits on the wire: `RateLimit` and `RateLimit-Policy` of draft-ietf-httpapi-ratelimit-headers (its tenth and eleventh edition agree), and
 * the failure behind a 429. What a limit is and who counts it is decided elsewhere.
 */
import type { Failure } from '../../contract/errors.ts'
import type { RateDecision } from '../../domain/limits/rate-decision.ts'

/** What of a decision is told. `unit`: what is counted when it is not requests. */
export type ToldLimit = Omit<RateDecision, 'ok' | 'retryAfterMs'> & { readonly unit?: string }

/** Of all limits that hold for a request: `"key";q=6000;w=60` and `"key";r=5999;t=1`, `t` being the whole seconds until there is more. */
export const rateHeaders = (limits: readonly ToldLimit[]): Record<string, string> => ({
  RateLimit: limits.map(({ name, remaining, resetMs }) => `"${name}";r=${remaining};t=${Math.ceil(resetMs / 1_000)}`).join(', '),
  'RateLimit-Policy': limits
    .map(({ name, limit, periodMs, unit }) => `"${name}";q=${limit};w=${periodMs / 1_000}${unit === undefined ? '' : `;qu="${unit}"`}`)
    .join(', '),
})

/** 429; `problem` makes `Retry-After` of it, in whole seconds from 1. */
export const rateLimited = (retryAfterMs: number): Failure => ({
  code: 'rate_limited',
  detail: 'More was asked than the limit allows; wait for Retry-After and ask again.',
  retryAfterSeconds: retryAfterMs / 1_000,
})
