/**
 * The live counters, derived from the set of live human sessions and never moved on their own:
 * every session that comes is added once, every one that goes is taken away as it was added.
 */
import type { LiveCounters } from '../../contract/facts.ts'
import type { LiveSession } from './session.ts'

/** Actor → how many sessions. */
type Tally = Map<string, number>

export type LiveCounts = { readonly online: Tally; readonly features: Map<string, Tally>; sessions: number }

export const emptyCounts = (): LiveCounts => ({ online: new Map(), features: new Map(), sessions: 0 })

export const addSession = (counts: LiveCounts, session: LiveSession): void => {
  if (session.bot) return
  counts.sessions++
  add(counts.online, session.actorId)
  if (session.feature === null) return
  const tally = counts.features.get(session.feature)
  if (tally) add(tally, session.actorId)
  else counts.features.set(session.feature, new Map([[session.actorId, 1]]))
}

export const removeSession = (counts: LiveCounts, session: LiveSession): void => {
  if (session.bot) return
  counts.sessions--
  remove(counts.online, session.actorId)
  const tally = session.feature === null ? undefined : counts.features.get(session.feature)
  if (session.feature === null || !tally) return
  remove(tally, session.actorId)
  if (tally.size === 0) counts.features.delete(session.feature)
}

/** Whether two states of one session count the same. */
export const countsAlike = (a: LiveSession, b: LiveSession): boolean => a.bot === b.bot && a.feature === b.feature

export const toLiveCounters = (counts: LiveCounts, at: number): LiveCounters => ({
  at,
  online_now: counts.online.size,
  active_sessions: counts.sessions,
  users_by_feature: Object.fromEntries([...counts.features].map(([feature, tally]) => [feature, tally.size])),
})

const add = (tally: Tally, actorId: string): void => void tally.set(actorId, (tally.get(actorId) ?? 0) + 1)

const remove = (tally: Tally, actorId: string): void => {
  const left = (tally.get(actorId) ?? 0) - 1
  if (left > 0) tally.set(actorId, left)
  else tally.delete(actorId)
}
