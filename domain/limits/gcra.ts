/**
 * The generic cell rate algorithm (ITU-T I.371, in its form as a continuous-state leaky bucket): what was taken drains evenly, a
 * full period's worth may come at once. Pure: the state is two numbers, and time comes in. Units may be fractions.
 */

/** `limit` units a period, and as many at once. */
export type Rate = { readonly limit: number; readonly periodMs: number }

/** `used`: units taken and not yet drained, as of `at` (epoch ms). */
export type GcraState = { readonly used: number; readonly at: number }

export type Taken = {
  readonly ok: boolean
  /** Unchanged in `used` when refused: asking costs nothing. */
  readonly state: GcraState
  /** Whole units that are still there. */
  readonly remaining: number
  /** When the same cost would be taken, if nobody takes before; 0 when it was. */
  readonly retryAfterMs: number
  /** When there is more than `remaining`; 0 when all is there. */
  readonly resetMs: number
}

/** Nothing taken yet. */
export const unused: GcraState = { used: 0, at: 0 }

/** Far below a unit, far above the rounding of sums of fractions. */
const slack = 1e-6

/** Takes `cost` units or none. A cost above the limit is taken when nothing is used, and has to drain as a whole. */
export const take = (state: GcraState, { limit, periodMs, cost }: Rate & { readonly cost: number }, now: number): Taken => {
  const rate = { limit, periodMs }
  const { used, at } = drained(state, rate, now)
  const over = used + Math.min(cost, limit) - limit
  const ok = over <= slack
  const after: GcraState = { used: ok ? used + cost : used, at }
  const behind = at - now
  const remaining = wholeLeft(after, rate)
  return {
    ok,
    state: after,
    remaining,
    retryAfterMs: ok ? 0 : behind + waitMs(over, rate),
    resetMs: after.used === 0 ? 0 : behind + waitMs(Math.min(after.used, after.used + remaining + 1 - limit), rate),
  }
}

/** Puts units back that turned out not to count. */
export const giveBack = ({ used, at }: GcraState, cost: number): GcraState => ({ used: Math.max(0, used - cost), at })

/** The state as of now. A clock a little behind drains nothing; one that was set back starts anew from there. */
export const drained = ({ used, at }: GcraState, { limit, periodMs }: Rate, now: number): GcraState => {
  if (now < at) return { used, at: now < at - periodMs ? now : at }
  const left = used - ((now - at) * limit) / periodMs
  return { used: left > slack ? left : 0, at: now }
}

/** The moment (epoch ms) from which the state says no more than `unused`. */
export const unusedAt = ({ used, at }: GcraState, rate: Rate): number => (used === 0 ? at : at + waitMs(used, rate))

const wholeLeft = ({ used }: GcraState, { limit }: Rate): number => Math.max(0, Math.floor(limit - used + slack))

/** Whole ms in which so many units drain, but for the slack. */
const waitMs = (units: number, { limit, periodMs }: Rate): number => Math.max(1, Math.ceil(((units - slack) * periodMs) / limit))
