/** When a room has to wake by itself, and what it then does. An idle room has no reason to: see [ROOM17] in `../SPEC.md`. */
import type { ConnectionId } from '../../contract/ids.ts'
import { consentDue } from '../../domain/realtime/consent-chain.ts'
import { roomLimits } from '../../domain/realtime/room-limits.ts'
import { lostDue, sweepDue } from './connection-steps.ts'
import { comeDue } from './match-room.ts'
import { pairDue } from './pair-steps.ts'
import { tellCount, tellParts } from './presence-steps.ts'
import type { Run } from './room-run.ts'
import type { RoomState } from './room-state.ts'
import { emptyDue, sessionDue } from './session-steps.ts'

const never = Number.POSITIVE_INFINITY

/** Epoch ms; null: not at all. O(1) but for the few consents of a pair. May be early, never late. */
export const dueAt = (state: RoomState): number | null => {
  const due = Math.min(
    state.sweepAt,
    state.lostAt,
    sessionDueAt(state),
    state.purpose.kind === 'pair' ? (consentDue(state.purpose.consents) ?? never) : never,
    state.counting && state.countStale ? state.countedAt + roomLimits.countMs : never,
    state.partsStale && state.people.showing.size > 0 ? state.partsAt + roomLimits.partsMs : never,
  )
  return due === never ? null : due
}

const sessionDueAt = (state: RoomState): number => {
  if (state.purpose.kind !== 'session') return never
  const { session } = state.purpose
  if (session.state === 'creating' || session.state === 'ending') return session.deadline
  if (session.state !== 'active') return never
  return Math.min(
    emptyDue(state) ?? never,
    comeDue(state) ?? never,
    session.mode.policies.consent === null ? never : (session.consent?.expiresAt ?? 0),
  )
}

/** Whether a tick now looks at every connection, and so needs their last signs of life. */
export const wantsHeard = (state: RoomState, now: number): boolean => state.sweepAt <= now

export const tick = (run: Run, heard: ReadonlyMap<ConnectionId, number>): void => {
  sweepDue(run, heard)
  lostDue(run)
  pairDue(run)
  sessionDue(run)
  tellCount(run)
  tellParts(run)
}
