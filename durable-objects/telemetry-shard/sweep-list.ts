/**
 * Whom a sweep looks at: the sessions that are due and, when one of them lives on, everyone who is bound to a socket and
 * gave a sign of life that is not yet persisted or not yet reported. So all bound sessions move together, the next sweep is most of a ttl away, and one row holds them all.
 */
import type { LiveSession } from './session.ts'
import type { ShardState } from './shard-state.ts'
import { liveByKey, takeDueSessions } from './shard-state.ts'
import type { SweptSession } from './telemetry-shard-machine.ts'
import { seenAt } from './telemetry-shard-machine.ts'

/** What the sockets know of sessions. */
export type SocketSigns = {
  /** The last sign of life (epoch ms) of a session, or null. */
  heard(session: LiveSession): number | null
  /** Keys (`pairKey`) of the bound sessions, by any of their names. */
  bound(): Iterable<string>
}

/** Takes the due ones out of the deadlines: hand all to the machine. */
export const sweepList = (state: ShardState, sockets: SocketSigns, now: number): SweptSession[] => {
  const due = takeDueSessions(state, now).map((session) => ({ session, heard: sockets.heard(session) }))
  const livesOn = due.some((one) => seenAt(one) + one.session.ttlMs > now)
  return livesOn ? [...due, ...alsoHeard(state, sockets, new Set(due.map((one) => one.session)))] : due
}

const alsoHeard = (state: ShardState, sockets: SocketSigns, listed: Set<LiveSession>): SweptSession[] => {
  const also: SweptSession[] = []
  for (const key of sockets.bound()) {
    const session = liveByKey(state, key)
    if (!session || listed.has(session)) continue
    listed.add(session)
    const one = { session, heard: sockets.heard(session) }
    // Also one not heard since, if it was never told: then it is reported with the others, not on its own a little later.
    if (seenAt(one) > Math.min(session.lastSeenAt, session.reportedAt)) also.push(one)
  }
  return also
}
