/** How much each part does. */
export type Plan = {
  /** Sockets in one room, for each size. */
  readonly crowds: readonly number[]
  /** Times that every server is started and measured, in turn; ratios are of neighbours in time. */
  readonly turns: number
  /** Bursts of a turn that are not counted: a server that was just started has yet to compile what it runs. */
  readonly warmBursts: number
  readonly bursts: number
  readonly burstMessages: number
  /** One message at a time. */
  readonly pacedMessages: number
  /** Who comes at once. */
  readonly joins: number
}

export const plans = {
  quick: { crowds: [300], turns: 1, warmBursts: 3, bursts: 2, burstMessages: 300, pacedMessages: 30, joins: 300 },
  full: { crowds: [1_000, 5_000], turns: 3, warmBursts: 4, bursts: 3, burstMessages: 500, pacedMessages: 100, joins: 1_000 },
} as const satisfies Record<string, Plan>
