/** Limits by tier on what people do in a room, as its mode sets them or by default, counted by person, over all devices. In memory: a new instance begins anew. */
import type { UserId } from '../../contract/ids.ts'
import type { LimitedAction } from '../../contract/manifest.ts'
import type { Tier } from '../../contract/policy.ts'
import { drained, take, unused } from '../../domain/limits/gcra.ts'
import { rateOf } from '../../domain/modes/mode-registry.ts'
import type { RoomState } from './room-state.ts'
import { sessionOf } from './room-run.ts'

type Pacer = { readonly user: UserId; readonly tier: Tier }

/** ms to wait; null when it is taken. `connect` is a new connection or a resume: the reconnect budget. */
export const takePace = (state: RoomState, { user, tier }: Pacer, action: LimitedAction, now: number): number | null => {
  const { limit, period_s } = rateOf(sessionOf(state)?.mode ?? null, action, tier)
  const rate = { limit, periodMs: period_s * 1_000 }
  const key = `${action} ${user}`
  const taken = take(state.paces.get(key)?.used ?? unused, { ...rate, cost: 1 }, now)
  if (taken.ok) state.paces.set(key, { used: taken.state, rate })
  return taken.ok ? null : taken.retryAfterMs
}

/** Those that are whole again are forgotten. */
export const forgetPaces = (state: RoomState, now: number): void => {
  for (const [key, { used, rate }] of state.paces) if (drained(used, rate, now).used === 0) state.paces.delete(key)
}
