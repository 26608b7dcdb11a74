/** How much each part does. */
export type Plan = {
  /** Rounds per contender, taken in turn; ratios are of neighbours in time. */
  readonly rounds: number
  readonly roundSeconds: number
  /** Of operations that are counted. */
  readonly countSeconds: number
  /** Reports whose way into the playlist is timed. */
  readonly reports: number
}

export const plans = {
  quick: { rounds: 2, roundSeconds: 3, countSeconds: 10, reports: 8 },
  full: { rounds: 5, roundSeconds: 6, countSeconds: 60, reports: 40 },
} as const satisfies Record<string, Plan>
