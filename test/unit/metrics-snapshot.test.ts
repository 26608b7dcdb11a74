import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { projectSnapshot, snapshotState } from '../../domain/metrics/snapshot.ts'
import type { SnapshotState } from '../../domain/metrics/snapshot.ts'

const refreshedAt = Date.UTC(2026, 10, 3, 9, 30, 12, 345)
const hour = 3_600_000

/** Facts as times; what a store would keep of them, and what a reader must answer. */
type Fact = { readonly at: number; readonly actor: number; readonly interaction: boolean }

const fact: fc.Arbitrary<Fact> = fc.record({
  at: fc.oneof(
    fc.integer({ min: refreshedAt - 26 * hour, max: refreshedAt }),
    fc.integer({ min: refreshedAt - hour - 120_000, max: refreshedAt }),
    fc.integer({ min: refreshedAt - 90_000, max: refreshedAt }),
  ),
  actor: fc.nat(20),
  interaction: fc.boolean(),
})

const count = <K>(keys: readonly K[]): Map<K, number> => {
  const counts = new Map<K, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

const stateOf = (facts: readonly Fact[]): SnapshotState => {
  const minuteOf = ({ at }: Fact): number => Math.floor(at / 60_000)
  const lastSeen = new Map<number, number>()
  for (const one of facts) lastSeen.set(one.actor, Math.max(lastSeen.get(one.actor) ?? 0, minuteOf(one)))
  const interactions = count(facts.filter((one) => one.interaction).map(minuteOf))
  return {
    totals: { events: facts.length, interactions: facts.filter((one) => one.interaction).length, users: lastSeen.size, sessions: 0 },
    minutes: Array.from(count(facts.map(minuteOf)), ([at, events]) => [at, events, interactions.get(at) ?? 0]),
    seconds: Array.from(count(facts.map(({ at }) => Math.floor(at / 1000)))),
    last_seen: Array.from(count([...lastSeen.values()])),
    live: { online_now: 2, active_sessions: 3, users_by_feature: { feed: 2 } },
  }
}

describe('the snapshot, cut at the reader’s now', () => {
  it('[CONTRACT 2] windows hold everything inside them and nothing a minute outside', () => {
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 60 }), fc.nat(25 * hour), (facts, wait) => {
        const now = refreshedAt + wait
        const metrics = projectSnapshot(stateOf(facts), now)
        const actors = (from: number): number => new Set(facts.filter(({ at }) => at >= from).map(({ actor }) => actor)).size
        const events = (from: number): number => facts.filter(({ at }) => at >= from).length
        expect(metrics.active_users_1h).toBeGreaterThanOrEqual(actors(now - hour))
        expect(metrics.active_users_1h).toBeLessThanOrEqual(actors(now - hour - 60_000))
        expect(metrics.active_users_24h).toBeGreaterThanOrEqual(actors(now - 24 * hour))
        expect(metrics.active_users_24h).toBeLessThanOrEqual(actors(now - 24 * hour - 60_000))
        expect(metrics.events_24h).toBeGreaterThanOrEqual(events(now - 24 * hour))
        expect(metrics.events_24h).toBeLessThanOrEqual(events(now - 24 * hour - 60_000))
        expect(metrics.events_per_minute).toBeLessThanOrEqual(events(now - 60_000))
        expect(metrics.events_per_minute).toBeGreaterThanOrEqual(events(now - 59_000))
        expect(metrics.interactions_24h).toBeLessThanOrEqual(metrics.events_24h)
      }),
    )
  })

  it('[CONTRACT 2] totals and live counters do not depend on now', () => {
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 60 }), fc.nat(400 * 24 * hour), (facts, wait) => {
        const metrics = projectSnapshot(stateOf(facts), refreshedAt + wait)
        const users = new Set(facts.map(({ actor }) => actor)).size
        expect(metrics).toMatchObject({ total_events: facts.length, total_users: users, online_now: 2, active_sessions: 3 })
      }),
    )
  })

  it('[CONTRACT 2] an idle app’s windows empty themselves', () => {
    const metrics = projectSnapshot(stateOf([{ at: refreshedAt, actor: 1, interaction: true }]), refreshedAt + 25 * hour)
    expect(metrics).toMatchObject({ active_users_1h: 0, active_users_24h: 0, events_24h: 0, events_per_minute: 0, total_events: 1 })
    expect(metrics.as_of).toBe(new Date(refreshedAt + 25 * hour).toISOString())
  })

  it('[STYLE 2] a stored state that is not one is refused', () => {
    expect(snapshotState.safeParse(stateOf([])).success).toBe(true)
    expect(snapshotState.safeParse({ ...stateOf([]), minutes: [[1, -1, 0]] }).success).toBe(false)
    expect(snapshotState.safeParse({}).success).toBe(false)
  })
})
