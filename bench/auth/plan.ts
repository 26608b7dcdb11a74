/** How much each part does. */
export type Plan = {
  /** Rounds per contender, taken in turn; the middle one is reported. */
  readonly rounds: number
  readonly roundSeconds: number
  /** Starts of the runtime whose first answers are taken. */
  readonly starts: number
  readonly warmRequests: number
  /** Sign-ins per number of people who sign in at once. */
  readonly logins: number
  readonly atOnce: readonly number[]
  /** Refusals of each kind whose times are compared. */
  readonly refusals: { readonly keys: number; readonly logins: number }
  readonly auditRows: number
  readonly verifications: number
}

export const plans = {
  quick: {
    rounds: 1,
    roundSeconds: 2,
    starts: 1,
    warmRequests: 100,
    logins: 20,
    atOnce: [1, 4],
    refusals: { keys: 200, logins: 10 },
    auditRows: 10_000,
    verifications: 2,
  },
  full: {
    rounds: 5,
    roundSeconds: 6,
    starts: 5,
    warmRequests: 500,
    logins: 200,
    atOnce: [1, 2, 4, 16],
    refusals: { keys: 2_000, logins: 150 },
    auditRows: 10_000,
    verifications: 5,
  },
} as const satisfies Record<string, Plan>
