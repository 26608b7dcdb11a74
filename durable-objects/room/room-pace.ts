/** Limits by tier that a mode sets on what its members do (`policies.limits`), counted by person, over all devices. In memory: a new instance begins anew. */
import type { UserId } from '../../contract/ids.ts'
import type { LimitedAction } from '../../contract/manifest.ts'
import type { Tier } from '../../contract/policy.ts'
import { drained, take, unused } from '../../domain/limits/gcra.ts'
import type { Rate } from '../../domain/limits/gcra.ts'
import { rateOf as defaultRateOf } from '../../domain/modes/mode-registry.ts'
import type { RoomState } from './room-state.ts'
import { sessionOf } from './room-run.ts'

/** ms to wait; null when it is taken. */
export const takePace = (
  state: RoomState,
  { user, tier }: { readonly user: UserId; readonly tier: Tier },
  action: LimitedAction,
  now: number,
): number | null => {
  const rate = rateOf(state, tier, action)
  return rate === null ? null : takeOf(state, `${action} ${user}`, rate, now)
}

/** Those that are whole again are forgotten. */
export const forgetPaces = (state: RoomState, now: number): void => {
  for (const [key, { used, rate }] of state.paces) if (drained(used, rate, now).used === 0) state.paces.delete(key)
}

/** A new connection and a resume are one each: the reconnect budget, which holds also where a mode says nothing. */
export const takeConnect = (
  state: RoomState,
  { user, tier }: { readonly user: UserId; readonly tier: Tier },
  now: number,
): number | null => {
  const { limit, period_s } = defaultRateOf(sessionOf(state)?.mode ?? null, 'connect', tier)
  return takeOf(state, `connect ${user}`, { limit, periodMs: period_s * 1_000 }, now)
}

const takeOf = (state: RoomState, key: string, rate: Rate, now: number): number | null => {
  const taken = take(state.paces.get(key)?.used ?? unused, { ...rate, cost: 1 }, now)
  if (taken.ok) state.paces.set(key, { used: taken.state, rate })
  return taken.ok ? null : taken.retryAfterMs
}

const rateOf = (state: RoomState, tier: Tier, action: LimitedAction): Rate | null => {
  const limit = sessionOf(state)?.mode.policies.limits[action]?.[tier]
  return limit === undefined ? null : { limit: limit.limit, periodMs: limit.period_s * 1_000 }
}
