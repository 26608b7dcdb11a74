/**
 * What a TelemetryShard holds in memory of its live sessions, and the two ways it changes: a session is placed, or removed.
 * The indexes and counters follow from the sessions here and nowhere else. SQLite is the truth; this is rebuilt from it.
 */
import type { Deadlines } from './deadlines.ts'
import { emptyDeadlines, nextDeadline, schedule, takeDue } from './deadlines.ts'
import { limits } from './limits.ts'
import type { LiveCounts } from './live-counts.ts'
import { addSession, countsAlike, emptyCounts, removeSession } from './live-counts.ts'
import type { LiveSession } from './session.ts'
import { pairKey, sessionKey } from './session.ts'

/** Keys are made by `pairKey(actor, id)`; the values of `aliases` and `devices` are keys of `live`. */
export type ShardState = {
  readonly live: Map<string, LiveSession>
  readonly aliases: Map<string, string>
  readonly devices: Map<string, string>
  /** Operators' bot labels by actor. */
  readonly labels: Map<string, boolean>
  readonly counts: LiveCounts
  readonly deadlines: Deadlines
}

export const shardState = (sessions: Iterable<LiveSession>, labels: Iterable<readonly [string, boolean]>): ShardState => {
  const state: ShardState = {
    live: new Map(),
    aliases: new Map(),
    devices: new Map(),
    labels: new Map(labels),
    counts: emptyCounts(),
    deadlines: emptyDeadlines(),
  }
  for (const session of sessions) placeSession(state, session)
  return state
}

/** The live session that an actor's session id means, by itself or as an alias. */
export const liveSession = (state: ShardState, actorId: string, sessionId: string): LiveSession | undefined =>
  liveByKey(state, pairKey(actorId, sessionId))

/** The same by key. */
export const liveByKey = (state: ShardState, key: string): LiveSession | undefined => {
  const own = state.live.get(key)
  const other = own ? undefined : state.aliases.get(key)
  return own ?? (other === undefined ? undefined : state.live.get(other))
}

/** When this session must be looked at: its time-out, or a report of life that may not wait longer. */
export const dueOf = (session: LiveSession): number => {
  const timeout = session.lastSeenAt + session.ttlMs
  return session.lastSeenAt > session.reportedAt ? Math.min(timeout, session.reportedAt + limits.reportLatestMs) : timeout
}

export const nextSessionDue = (state: ShardState): number | null => nextDeadline(state.deadlines, dueIn(state))

/** Takes out the sessions that are due. Whoever takes them hands them to the machine, which places or ends each. */
export const takeDueSessions = (state: ShardState, now: number): LiveSession[] =>
  takeDue(state.deadlines, now, dueIn(state)).flatMap((key) => state.live.get(key) ?? [])

const dueIn =
  (state: ShardState) =>
  (key: string): number | null => {
    const session = state.live.get(key)
    return session ? dueOf(session) : null
  }

/** Adds a live session or replaces its state. True when the live counters may have moved. */
export const placeSession = (state: ShardState, session: LiveSession): boolean => {
  const key = sessionKey(session)
  const before = state.live.get(key)
  state.live.set(key, session)
  schedule(state.deadlines, key, dueOf(session))
  if (before?.aliases !== session.aliases) for (const alias of session.aliases) state.aliases.set(pairKey(session.actorId, alias), key)
  if (before && countsAlike(before, session)) return false
  if (before) removeSession(state.counts, before)
  addSession(state.counts, session)
  if (session.deviceId !== null) state.devices.set(pairKey(session.actorId, session.deviceId), key)
  return true
}

export const removeLive = (state: ShardState, session: LiveSession): void => {
  const key = sessionKey(session)
  state.live.delete(key)
  for (const alias of session.aliases) state.aliases.delete(pairKey(session.actorId, alias))
  if (session.deviceId !== null) state.devices.delete(pairKey(session.actorId, session.deviceId))
  removeSession(state.counts, session)
}
