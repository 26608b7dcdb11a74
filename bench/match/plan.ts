/** How much each part does. */
export type Plan = {
  /** People who wait for somebody else all the while. */
  readonly waiting: readonly number[]
  /** Pairs that come one after the other, and how many of them a second. */
  readonly pairs: number
  readonly pairsPerSecond: number
  /** Pairs that come at once. */
  readonly burst: number
  /** The same through the doors, with sockets. */
  readonly door: { readonly waiting: readonly number[]; readonly pairs: number; readonly pairsPerSecond: number; readonly burst: number }
}

export const plans = {
  quick: {
    waiting: [10, 1_000, 10_000],
    pairs: 200,
    pairsPerSecond: 100,
    burst: 500,
    door: { waiting: [10], pairs: 30, pairsPerSecond: 5, burst: 50 },
  },
  full: {
    waiting: [10, 1_000, 10_000],
    pairs: 1_000,
    pairsPerSecond: 100,
    burst: 2_000,
    door: { waiting: [10, 1_000], pairs: 150, pairsPerSecond: 5, burst: 200 },
  },
} as const satisfies Record<string, Plan>
