/** The metrics of a set of facts, computed the plain way: what every event store must agree with. */
import type { EventRow } from '../../contract/facts.ts'
import type { MetricsSnapshot } from '../../contract/metrics.ts'
import { isInteraction } from '../../domain/metrics/interactions.ts'
import { floorMinute } from './facts.ts'

/** Facts as unique rows; `labels` says which actors are bots whatever their rows say. */
export const naiveMetrics = (
  events: readonly EventRow[],
  now: number,
  patterns: readonly string[] = ['interaction.*'],
  labels: ReadonlyMap<string, boolean> = new Map(),
): Omit<MetricsSnapshot, 'as_of' | 'online_now' | 'active_sessions' | 'total_sessions' | 'users_by_feature'> => {
  const unique = [...new Map(events.map((event) => [event[1], event])).values()]
  const humans = unique.filter(([bot, , , , actor]) => !(labels.get(actor) ?? bot === 1))
  const interactions = unique.filter(([, , , type]) => isInteraction(type, patterns))
  const since = (rows: readonly EventRow[], from: number): EventRow[] => rows.filter(([, , at]) => at >= from)
  const actors = (rows: readonly EventRow[]): number => new Set(rows.map(([, , , , actor]) => actor)).size
  const day = floorMinute(now) - 24 * 3_600_000
  return {
    total_users: actors(humans),
    active_users_1h: actors(since(humans, floorMinute(now) - 3_600_000)),
    active_users_24h: actors(since(humans, day)),
    total_events: unique.length,
    events_24h: since(unique, day).length,
    events_per_minute: since(unique, (Math.floor(now / 1000) - 59) * 1000).length,
    total_interactions: interactions.length,
    interactions_24h: since(interactions, day).length,
  }
}
