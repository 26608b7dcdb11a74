/** What the doors have in common about `Idempotency-Key`: how a key is refused, which answers are worth keeping, how one is given again. */
import type { Failure } from '../../../contract/errors.ts'

export const otherRequest: Failure = {
  code: 'idempotency_conflict',
  detail: 'This Idempotency-Key came with another method, path or body before.',
}
export const underWay: Failure = {
  code: 'idempotency_conflict',
  detail: 'The first request with this Idempotency-Key is still under way.',
  retryAfterSeconds: 1,
}
export const badKey: Failure = {
  code: 'validation_failed',
  detail: 'The Idempotency-Key is not 1 to 255 printable ASCII characters without blanks.',
}

/** An answer that a repetition could better is not kept: the next request with this key tries again. */
export const isWorthKeeping = (status: number): boolean => status < 500 && status !== 429

export const answerAgain = (status: number, body: string): Response =>
  new Response(body, {
    status,
    headers: {
      'Content-Type': status >= 400 ? 'application/problem+json' : 'application/json',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Idempotency-Replayed': 'true',
    },
  })
