/** How much each part does. */
export type Plan = {
  /** Rounds per contender, taken in turn; the middle one is reported. */
  readonly rounds: number
  /** Seconds of one round of requests. */
  readonly roundSeconds: number
  /** Requests per round by events per request. */
  readonly volumes: readonly { readonly eventsPerRequest: number; readonly requests: number }[]
  /** Stored events at which the metrics are read; the last is compared with the first. */
  readonly sizes: readonly number[]
  readonly readsPerSize: number
  /** How long operations are counted. */
  readonly countSeconds: number
}

export const plans = {
  quick: {
    rounds: 1,
    roundSeconds: 2,
    volumes: [
      { eventsPerRequest: 1, requests: 3_000 },
      { eventsPerRequest: 100, requests: 400 },
    ],
    sizes: [1_000, 10_000, 100_000],
    readsPerSize: 200,
    countSeconds: 6,
  },
  full: {
    rounds: 3,
    roundSeconds: 8,
    volumes: [
      { eventsPerRequest: 1, requests: 15_000 },
      { eventsPerRequest: 100, requests: 2_000 },
    ],
    sizes: [1_000, 100_000, 1_000_000],
    readsPerSize: 1_000,
    countSeconds: 40,
  },
} as const satisfies Record<string, Plan>
