/**
 * The room: one class of object, two kinds. Of a session it keeps the state, the members, the chat and the signals; of a pair of people the
 * thread and the consents. Rules [ROOM…] are in `../SPEC.md`. No clock, randomness or I/O: time, new ids and what is stored come in as data.
 */
import { assertNever } from '../../contract/assert-never.ts'
import { appEnded, closed, connect, restart } from './connection-steps.ts'
import { badFrame, frame } from './frame-steps.ts'
import { personMoved, signInEnded } from './moderation-steps.ts'
import { matchEnded } from './match-room.ts'
import { block, consentAnswer, consentRelease, consentRequest, consentUse, openPair } from './pair-steps.ts'
import { asDoer, denial } from './room-policy.ts'
import type { RoomAnswer, RoomInput, RoomStep } from './room-protocol.ts'
import { tick } from './room-due.ts'
import type { Run } from './room-run.ts'
import { done, finish, publish, refused, saveRoom, send, sessionOf } from './room-run.ts'
import type { RoomState } from './room-state.ts'
import { activate, consentMoved, create, endRequested, fail, learnConsent, settled } from './session-steps.ts'
import { transition } from './transition-steps.ts'
import { connectionsOf } from '../../domain/realtime/people.ts'
import { isOver } from '../../domain/realtime/session-states.ts'

/** The state is moved in place and given back: `room-state.ts` says why. */
export const step = (state: RoomState, input: RoomInput, now: number): RoomStep => {
  const run: Run = { state, now, effects: [], isRoomMoved: false }
  const answer = dispatch(run, input)
  finish(run)
  return { state, effects: run.effects, answer }
}

const dispatch = (run: Run, input: RoomInput): RoomAnswer => {
  switch (input.type) {
    case 'frame':
      return frame(run, input)
    case 'bad_frame':
      return badFrame(run, input)
    case 'connect':
      return connect(run, input)
    case 'closed':
      return closed(run, input)
    case 'tick':
      tick(run, input.heard)
      return done
    case 'create':
      return create(run, input)
    case 'activate':
      return activate(run, input)
    case 'fail':
      return fail(run, input)
    case 'match_ended':
      return matchEnded(run, input)
    case 'end':
      return endRequested(run, input)
    case 'settled':
      return settled(run)
    case 'transition':
      return transition(run, input)
    case 'media':
      return media(run, input)
    case 'consent_moved':
      return consentMoved(run, input)
    case 'person_moved':
      return personMoved(run, input)
    case 'sign_in_ended':
      return signInEnded(run, input)
    case 'tell_member':
      send(run, connectionsOf(run.state.people, input.user), input.frame)
      return done
    case 'warn':
      send(run, connectionsOf(run.state.people, input.user), { t: 'moderation.warn', ...input.warning })
      return done
    case 'delete_message':
      return deleteMessage(run, input)
    case 'slow_mode':
      return slowMode(run, input)
    case 'restart':
      return restart(run, input)
    case 'app_ended':
      return appEnded(run)
    case 'open_pair':
      return openPair(run, input)
    case 'consent_request':
      return consentRequest(run, input)
    case 'consent_answer':
      return consentAnswer(run, input)
    case 'consent_use':
      return consentUse(run, input)
    case 'consent_release':
      return consentRelease(run, input)
    case 'block':
      return block(run, input)
    default:
      return assertNever(input)
  }
}

type Input<T extends RoomInput['type']> = Extract<RoomInput, { type: T }>

const media = (run: Run, { visitor, consent }: Input<'media'>): RoomAnswer => {
  const session = sessionOf(run.state)
  if (session === null) return refused('not_found')
  learnConsent(run, consent)
  run.state.usage.mediaAsks += 1
  return denial(run, { by: asDoer(visitor), action: 'media.token', consent }) ?? done
}

const deleteMessage = (run: Run, { by, message, seq, note }: Input<'delete_message'>): RoomAnswer => {
  const denied = denial(run, { by, action: 'chat.delete' })
  if (denied !== null) return denied
  run.effects.push({ type: 'wipe_message', seq }, { type: 'audit', note })
  publish(run, { t: 'moderation.delete', message_id: message, message_seq: seq })
  return done
}

/** Of a session that is not over. */
const slowMode = (run: Run, { seconds, note }: Input<'slow_mode'>): RoomAnswer => {
  const session = sessionOf(run.state)
  if (session === null) return refused('not_found')
  if (session.state !== 'active') return refused(isOver(session.state) ? 'session_ended' : 'invalid_transition')
  if (run.state.slowModeS === seconds) return done
  run.effects.push({ type: 'audit', note })
  run.state.slowModeS = seconds
  saveRoom(run)
  publish(run, { t: 'moderation.slow_mode', slow_mode_s: seconds })
  return done
}
