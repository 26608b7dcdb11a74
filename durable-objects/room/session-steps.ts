/** The session of a room moves: made, begun, led on, ended. */
import type { UserId } from '../../contract/ids.ts'
import type { EndReason, Session, SessionNotice } from '../../contract/session.ts'
import { closeCodes } from '../../contract/socket.ts'
import type { ConsentFacts } from '../../domain/policy/facts.ts'
import { canMove, halfWayMs, isOver } from '../../domain/realtime/session-states.ts'
import { connectionsOf } from '../../domain/realtime/people.ts'
import { roomLimits } from '../../domain/realtime/room-limits.ts'
import { lookForBoth, tellQueue, waitFor } from './match-room.ts'
import { drop, exited } from './presence-steps.ts'
import type { RoomAnswer, RoomInput } from './room-protocol.ts'
import { actorId, denial } from './room-policy.ts'
import type { Run } from './room-run.ts'
import { done, fact, publish, refused, saveRoom, saveSession, sessionOf } from './room-run.ts'
import type { RoomSession, RoomState, SessionChild, SessionEnd, SessionSpec } from './room-state.ts'

type Input<T extends RoomInput['type']> = Extract<RoomInput, { type: T }>

export const noticeOf = (state: RoomState, session: RoomSession): SessionNotice => ({
  id: state.id,
  mode: session.mode.mode_id,
  audience: session.audience,
  state: session.state,
  owner: session.owner,
  parent_session_id: session.parent,
  child_session_id: childOf(session),
  consent_id: session.consent === null ? null : consentIdOf(session.consent),
  end_reason: 'end' in session ? session.end.reason : null,
})

/** As `GET /v1/sessions/{id}` shows it; null when there is none. */
export const sessionView = (state: RoomState): Session | null => {
  const session = sessionOf(state)
  if (session === null) return null
  return {
    ...noticeOf(state, session),
    parties: session.parties === null ? null : [...session.parties],
    members: state.people.members.size,
    created_at: new Date(session.createdAt).toISOString(),
    ended_at: 'endedAt' in session ? new Date(session.endedAt).toISOString() : null,
    end_note: 'end' in session ? session.end.note : null,
  }
}

/** Where it led when it ended by a transition; those who left it for a private one did not end it. */
export const childOf = (session: RoomSession): SessionChild['id'] | null =>
  'end' in session && session.end.reason === 'transition' ? (session.children.at(-1)?.id ?? null) : null

export const consentIdOf = ({ id }: ConsentFacts): SessionNotice['consent_id'] => id as SessionNotice['consent_id']

/** The same room again is the same session. */
export const create = (run: Run, { spec, epoch }: Input<'create'>): RoomAnswer => {
  const { state, now } = run
  if (state.purpose.kind === 'session') return done
  if (state.purpose.kind === 'pair') return refused('invalid_transition')
  state.epoch = epoch
  state.slowModeS = spec.mode.room.slow_mode_s
  state.counting = spec.mode.room.presence_detail !== 'members'
  saveRoom(run)
  saveSession(run, { ...spec, createdAt: now, children: [], state: 'creating', deadline: now + halfWayMs })
  const { mode_id } = spec.mode
  fact(run, 'session_created', spec.owner, { mode: mode_id, audience: spec.audience, parent_session_id: spec.parent })
  return { type: 'made' }
}

export const activate = (run: Run, { consent }: Input<'activate'>): RoomAnswer => {
  const session = sessionOf(run.state)
  if (session === null) return refused('not_found')
  if (session.state === 'active') return done
  if (session.state !== 'creating') return refused(isOver(session.state) ? 'session_ended' : 'invalid_transition')
  if (!isConsentedTo(session, consent, run.now)) {
    over(run, session, 'failed', { reason: 'consent', note: null })
    return refused('consent_required')
  }
  const { deadline: _, ...core } = session
  saveSession(run, { ...core, state: 'active', consent: consent ?? session.consent, match: waitFor(session, run.now) })
  run.state.emptySince = run.now
  saveRoom(run)
  publishState(run)
  return done
}

/** A session whose mode stands on a consent does so on one of exactly its parties, granted and not over. */
export const isConsentedTo = (session: SessionSpec, consent: ConsentFacts | null, now: number): boolean => {
  const purpose = session.mode.policies.consent
  if (purpose === null) return true
  if (consent === null || consent.state !== 'granted' || consent.expiresAt <= now || consent.purpose !== purpose) return false
  const parties = session.parties ?? []
  return session.consent?.id === consent.id && parties.length === 2 && parties.includes(consent.from) && parties.includes(consent.to)
}

export const fail = (run: Run, { reason }: Input<'fail'>): RoomAnswer => {
  const session = sessionOf(run.state)
  if (session === null) return refused('not_found')
  if (!canMove(session.state, 'failed')) return isOver(session.state) ? done : refused('invalid_transition')
  over(run, session, 'failed', { reason, note: null })
  return done
}

export const endRequested = (run: Run, { by, reason, note }: Input<'end'>): RoomAnswer => {
  const session = sessionOf(run.state)
  if (session === null) return refused('not_found')
  const denied = denial(run, { by, action: 'session.end' })
  if (denied !== null) return denied
  const user = actorId(by.actor)
  end(run, { reason, note }, user === null ? [] : [user])
  return done
}

/** From here on nobody may do anything in it; it is over when everyone it concerns was told. Ended again: nothing new. `gone`: who went. */
export const end = (run: Run, why: SessionEnd, gone: readonly UserId[] = []): void => {
  const { state, now } = run
  const session = sessionOf(state)
  if (session === null || !canMove(session.state, 'ending')) return
  // A fresh object: what is only valid in the state before does not come along.
  const { mode, policies, audience, owner, parties, parent, consent, match = null, createdAt, children } = session
  const core = { mode, policies, audience, owner, parties, parent, consent, match, createdAt, children }
  saveSession(run, { ...core, state: 'ending', deadline: now + halfWayMs, end: why })
  publishState(run)
  releaseConsent(run, session)
  tellQueue(run, session, gone)
  run.effects.push({ type: 'release', usage: { ...state.usage } }, { type: 'report_presence' })
}

export const settled = (run: Run): RoomAnswer => {
  const session = sessionOf(run.state)
  if (session === null) return refused('not_found')
  if (session.state === 'ending') over(run, session, 'ended', session.end)
  return done
}

/** The last of a session: everyone is told, and sent away. */
export const over = (run: Run, session: RoomSession, state: 'ended' | 'failed', why: SessionEnd): void => {
  const { mode, policies, audience, owner, parties, parent, consent, match = null, createdAt, children } = session
  const core = { mode, policies, audience, owner, parties, parent, consent, match, createdAt, children }
  saveSession(run, { ...core, state, endedAt: run.now, end: why })
  if (session.state !== 'ending') {
    releaseConsent(run, session)
    tellQueue(run, session, [])
  }
  publishState(run)
  for (const member of run.state.people.members.values()) {
    for (const id of connectionsOf(run.state.people, member.user)) drop(run, id, closeCodes.done, 'session_ended')
    run.state.usage.rowsWritten += 1
    run.effects.push({ type: 'drop_member', user: member.user })
    exited(run, member)
  }
  run.state.people.members.clear()
  run.state.people.wroteAt.clear()
  run.state.emptySince = null
  run.state.lostAt = Number.POSITIVE_INFINITY
  run.state.countStale = false
  saveRoom(run)
  summed(run, session, createdAt, why.reason)
}

const summed = (run: Run, { owner, mode }: RoomSession, createdAt: number, reason: EndReason): void => {
  const { messages, joins, peakMembers, connects, framesIn, framesOut, rowsWritten, letters, mediaAsks } = run.state.usage
  fact(run, 'chat_counted', owner, { mode: mode.mode_id, messages })
  fact(run, 'presence_counted', owner, { mode: mode.mode_id, joins, peak_members: peakMembers })
  const usage = { connects, frames_in: framesIn, frames_out: framesOut, rows_written: rowsWritten, letters, media_asks: mediaAsks }
  fact(run, 'session_cost', owner, { mode: mode.mode_id, end_reason: reason, duration_ms: run.now - createdAt, ...usage })
}

const releaseConsent = (run: Run, { consent }: RoomSession): void => {
  if (consent === null) return
  const message = { to: 'pair', users: [consent.from, consent.to], say: { type: 'consent_release', session: run.state.id } } as const
  run.effects.push({ type: 'tell', message })
}

const publishState = (run: Run): void => {
  const session = sessionOf(run.state)
  if (session !== null) publish(run, { t: 'session.state', session: noticeOf(run.state, session) })
}

export const consentMoved = (run: Run, { consent }: Input<'consent_moved'>): RoomAnswer => {
  learnConsent(run, consent)
  return done
}

/** The pair says so, told or asked: it is the truth. */
export const learnConsent = (run: Run, consent: ConsentFacts | null): void => {
  const session = sessionOf(run.state)
  if (session === null || consent === null || session.consent?.id !== consent.id || isOver(session.state)) return
  if (session.consent.state === consent.state && session.consent.expiresAt === consent.expiresAt) return
  saveSession(run, { ...session, consent })
  endUnlessConsented(run)
}

const endUnlessConsented = (run: Run): void => {
  const session = sessionOf(run.state)
  if (session?.state === 'active' && !isConsentedTo(session, session.consent, run.now)) end(run, { reason: 'consent', note: null })
}

/** What hangs half-way is brought to its end; a session without people ends. */
export const sessionDue = (run: Run): void => {
  const { state, now } = run
  const session = sessionOf(state)
  if (session === null) return
  if (session.state === 'creating' && now >= session.deadline) return over(run, session, 'failed', { reason: 'timeout', note: null })
  if (session.state === 'ending' && now >= session.deadline) return over(run, session, 'ended', session.end)
  if (session.state !== 'active') return
  endUnlessConsented(run)
  lookForBoth(run, session)
  const due = emptyDue(state)
  if (due !== null && now >= due) end(run, { reason: 'empty', note: null })
}

/** When an active session nobody is in ends. */
export const emptyDue = ({ purpose, emptySince }: RoomState): number | null => {
  if (emptySince === null || purpose.kind !== 'session' || purpose.session.state !== 'active') return null
  return emptySince + (isOfTwo(purpose.session) ? roomLimits.emptyOfTwoMs : roomLimits.emptyMs)
}

/** A session of two is over when one of them is gone. */
export const isOfTwo = ({ mode, parties }: SessionSpec): boolean => mode.room.max_members === 2 && parties?.length === 2

export const endIfLeft = (run: Run, gone: readonly UserId[]): void => {
  const session = sessionOf(run.state)
  if (session !== null && session.state === 'active' && isOfTwo(session)) end(run, { reason: 'left', note: null }, gone)
}
