/**
 * What the register of rooms has to know: when to look at a room, should the room itself not do what is due. Rules [REG…] are in `../SPEC.md`.
 */
import type { RoomId } from '../../contract/ids.ts'
import type { ConsentRecord } from '../../domain/realtime/consent-chain.ts'
import { consentLimits } from '../../domain/realtime/consent-chain.ts'
import { halfWayMs } from '../../domain/realtime/session-states.ts'
import { sessionOf } from './room-run.ts'
import type { RoomState } from './room-state.ts'

export const careLimits = {
  /** A room that did not do what was due for so long has lost its alarm. */
  lateMs: 5_000,
  /** What hangs half-way is not left there for 30 s. */
  halfWaySlackMs: 3_000,
  /** A room that is up and about is not asked more often. */
  againMs: 60_000,
  /** Consents in use are compared with their sessions. */
  consentsMs: 900_000,
  /** A session that is to stand on a consent is there by then. */
  childMs: 120_000,
} as const

/** `lookAt` null: there is nothing to look after any more. */
export type RoomCare = { readonly lookAt: number | null; readonly wasLate: boolean }

/** Of a room that is about to be. */
export const firstLookAt = (now: number): number => now + halfWayMs + careLimits.halfWaySlackMs

/** `due`: when the room has to wake by itself; null when it has not. */
export const lookAt = (state: RoomState, due: number | null, now: number): number | null => {
  if (due === null) return null
  const session = sessionOf(state)
  if (session?.state === 'creating' || session?.state === 'ending') return session.deadline + careLimits.halfWaySlackMs
  const next = Math.max(due + careLimits.lateMs, now + careLimits.againMs)
  return inUse(state).length === 0 ? next : Math.min(next, now + careLimits.consentsMs)
}

const inUse = ({ purpose }: RoomState): ConsentRecord[] =>
  purpose.kind === 'pair' ? purpose.consents.filter(({ state, session }) => state === 'granted' && session !== null) : []

/** Sessions that should be there by now, because a consent of this pair is theirs. */
export const sessionsToFind = (state: RoomState, now: number): RoomId[] => {
  const usedBefore = now - consentLimits.unusedMs - careLimits.childMs
  return inUse(state).flatMap(({ session, decidedAt }) => (session === null || (decidedAt ?? now) > usedBefore ? [] : [session]))
}
