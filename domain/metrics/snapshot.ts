/**
 * The snapshot an app's metrics are read from: the totals, and the windows as sparse arrays, so that a reader cuts
 * them at its own now and an idle app's windows still empty themselves. How the state is made is the store's matter.
 *
 * Resolution: `events_per_minute` is cut at whole seconds (the current one and the 59 before), the windows of 1 h and
 * 24 h at whole minutes: the minute in which the window begins is in, so nobody inside the window is missed and at
 * most 60 s more are counted.
 */
import * as z from 'zod'
import type { MetricsSnapshot } from '../../contract/metrics.ts'

const count = z.int().min(0)

export const snapshotState = z.object({
  totals: z.object({ events: count, interactions: count, users: count, sessions: count }),
  /** `[epoch minute, events, interactions]` of the 25 h before the refresh. */
  minutes: z.array(z.tuple([z.int(), count, count])),
  /** `[epoch second, events]` of the last 4 minutes before the refresh. */
  seconds: z.array(z.tuple([z.int(), count])),
  /** `[epoch minute, human actors last seen in it]` of the 25 h before the refresh. */
  last_seen: z.array(z.tuple([z.int(), z.int()])),
  /** Sums over the app's telemetry objects. */
  live: z.object({ online_now: count, active_sessions: count, users_by_feature: z.record(z.string(), count) }),
})
export type SnapshotState = z.infer<typeof snapshotState>

export const emptySnapshot: SnapshotState = {
  totals: { events: 0, interactions: 0, users: 0, sessions: 0 },
  minutes: [],
  seconds: [],
  last_seen: [],
  live: { online_now: 0, active_sessions: 0, users_by_feature: {} },
}

/** `now` is epoch ms; `as_of` is answered as `now`, the caller knows better when facts are still under way. */
export const projectSnapshot = (state: SnapshotState, now: number): MetricsSnapshot => {
  const minute = Math.floor(now / 60_000)
  const second = Math.floor(now / 1_000)
  const day = state.minutes.filter(([at]) => at >= minute - 24 * 60)
  return {
    as_of: new Date(now).toISOString(),
    total_users: state.totals.users,
    active_users_24h: actorsSince(state, minute - 24 * 60),
    active_users_1h: actorsSince(state, minute - 60),
    online_now: state.live.online_now,
    total_sessions: state.totals.sessions,
    active_sessions: state.live.active_sessions,
    total_events: state.totals.events,
    events_24h: sum(day.map(([, events]) => events)),
    events_per_minute: sum(state.seconds.filter(([at]) => at > second - 60).map(([, events]) => events)),
    total_interactions: state.totals.interactions,
    interactions_24h: sum(day.map(([, , interactions]) => interactions)),
    users_by_feature: state.live.users_by_feature,
  }
}

const actorsSince = (state: SnapshotState, minute: number): number =>
  sum(state.last_seen.filter(([at]) => at >= minute).map(([, actors]) => actors))

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0)
