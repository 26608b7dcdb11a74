/** A session leads to another. */
import type { UserId } from '../../contract/ids.ts'
import type { SessionNotice } from '../../contract/session.ts'
import { closeCodes } from '../../contract/socket.ts'
import { connectionsOf } from '../../domain/realtime/people.ts'
import { roomLimits } from '../../domain/realtime/room-limits.ts'
import { removeMember } from './presence-steps.ts'
import { actorId, denial } from './room-policy.ts'
import type { RoomAnswer, RoomInput } from './room-protocol.ts'
import type { Run } from './room-run.ts'
import { fact, refused, saveSession, send, sessionOf } from './room-run.ts'
import type { RoomSession, SessionChild, SessionSpec } from './room-state.ts'
import { consentIdOf, end } from './session-steps.ts'

type Input<T extends RoomInput['type']> = Extract<RoomInput, { type: T }>

/**
 * The one decision of a transition is taken here, by the session that is left: with it the child is as good as made, for the message that
 * makes it is kept until it has. Before it nothing happened. So there is never a child without its parent's end, nor the other way.
 */
export const transition = (run: Run, input: Input<'transition'>): RoomAnswer => {
  const session = sessionOf(run.state)
  if (session === null) return refused('not_found')
  const by = actorId(input.by.actor)
  const earlier = session.children.findLast((child) => isSame(child, input, by))
  if (earlier !== undefined) return { type: 'child', child: earlier.id }
  const denied = denial(run, { by: input.by, action: 'session.transition', to: input.to, consent: input.consent })
  if (denied !== null) return denied
  if (by === null) return refused('invalid_transition')
  if (input.to.policies.consent === null) leadAll(run, session, input, by)
  else leadTwo(run, session, input, by)
  fact(run, 'session_transitioned', by, { from: session.mode.mode_id, to: input.to.mode_id, child_session_id: input.child })
  return { type: 'child', child: input.child }
}

const isSame = (child: SessionChild, { to, consent }: Input<'transition'>, by: UserId | null): boolean => {
  if (child.mode !== to.mode_id) return false
  if (consent === null || child.consent === null) return consent === null && child.consent === null && child.by === by
  return child.consent === consent.id && (by === consent.from || by === consent.to)
}

const remembered = (session: RoomSession, { child, to, consent }: Input<'transition'>, by: UserId): RoomSession => {
  const next: SessionChild = { id: child, mode: to.mode_id, consent: consent === null ? null : consentIdOf(consent), by }
  return { ...session, children: [...session.children, next].slice(-roomLimits.children) }
}

const tellChild = (run: Run, input: Input<'transition'>, session: RoomSession, by: UserId, parties: SessionSpec['parties']): void => {
  const { child, to, audience, consent } = input
  const spec: SessionSpec = { mode: to, policies: session.policies, audience, owner: by, parties, parent: run.state.id, consent }
  run.effects.push({ type: 'tell', message: { to: 'room', room: child, say: { type: 'create_child', spec } } })
}

const leadAll = (run: Run, session: RoomSession, input: Input<'transition'>, by: UserId): void => {
  run.state.purpose = { kind: 'session', session: remembered(session, input, by) }
  tellChild(run, { ...input, consent: null }, session, by, null)
  end(run, { reason: 'transition', note: null }, session.parties ?? [])
}

/** Into a private session just the two people of the consent move; the room they leave lives on. */
const leadTwo = (run: Run, session: RoomSession, input: Input<'transition'>, by: UserId): void => {
  const { consent, to, child } = input
  if (consent === null) throw new Error('a transition into a private session was allowed without a consent')
  saveSession(run, remembered(session, input, by))
  const parties = [consent.from, consent.to]
  tellChild(run, { ...input, audience: 'private' }, session, by, parties)
  const there: SessionNotice = {
    id: child,
    mode: to.mode_id,
    audience: 'private',
    state: 'creating',
    owner: by,
    parent_session_id: run.state.id,
    child_session_id: null,
    consent_id: consentIdOf(consent),
    end_reason: null,
  }
  for (const user of parties) {
    const member = run.state.people.members.get(user)
    if (member === undefined) continue
    send(run, connectionsOf(run.state.people, user), { t: 'session.moved', session: there })
    removeMember(run, member, closeCodes.done, 'session_moved')
  }
}
