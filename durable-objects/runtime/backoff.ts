/** Waits after failures: doubled each time up to a ceiling, forgotten at the first success. Pure; epoch ms. */
export type Backoff = { readonly failures: number; readonly notBefore: number }

export const noBackoff: Backoff = { failures: 0, notBefore: 0 }

export const afterFailure = (b: Backoff, now: number, { minMs, maxMs }: { minMs: number; maxMs: number }): Backoff => ({
  failures: b.failures + 1,
  notBefore: now + Math.min(minMs * 2 ** b.failures, maxMs),
})
