/** One room and how often it is measured. */
export type CrowdPlan = {
  readonly sockets: number
  /** Times that every server is started and measured, in turn; ratios are of neighbours in time. */
  readonly turns: number
  /** Bursts of a turn that are not counted: a server that was just started has yet to compile what it runs. */
  readonly warmBursts: number
  readonly bursts: number
  readonly burstMessages: number
}

/** How much each part does. */
export type Plan = {
  readonly crowds: readonly CrowdPlan[]
  /** One message at a time. */
  readonly pacedMessages: number
  /** Who comes at once, and how often every server is started for it. */
  readonly joins: { readonly sockets: number; readonly turns: number }
}

export const plans = {
  quick: {
    crowds: [{ sockets: 300, turns: 1, warmBursts: 3, bursts: 2, burstMessages: 300 }],
    pacedMessages: 30,
    joins: { sockets: 300, turns: 1 },
  },
  full: {
    crowds: [
      { sockets: 1_000, turns: 3, warmBursts: 4, bursts: 3, burstMessages: 500 },
      // More people have more files open than a process may by default, an object each; and in larger bursts partyserver has no memory left.
      { sockets: 3_000, turns: 1, warmBursts: 2, bursts: 2, burstMessages: 100 },
    ],
    pacedMessages: 100,
    joins: { sockets: 1_000, turns: 3 },
  },
} as const satisfies Record<string, Plan>
