/** What clients say on their sockets. A frame is refused with an `error` frame, never with silence; it is the room that says who speaks. */
import { assertNever } from '../../contract/assert-never.ts'
import type { ErrorCode } from '../../contract/errors.ts'
import { errorTable } from '../../contract/errors.ts'
import type { UserId } from '../../contract/ids.ts'
import { limitedAction } from '../../contract/manifest.ts'
import type { LimitedAction } from '../../contract/manifest.ts'
import { closeCodes } from '../../contract/socket.ts'
import type { ClientFrame, ErrorFrame } from '../../contract/socket.ts'
import { take } from '../../domain/limits/gcra.ts'
import { slowModeWaitMs } from '../../domain/moderation/slow-mode.ts'
import { connectionsOf, placeConnection } from '../../domain/realtime/people.ts'
import type { Connection, Member } from '../../domain/realtime/people.ts'
import { roomLimits } from '../../domain/realtime/room-limits.ts'
import { expel, leave } from './connection-steps.ts'
import { setStatus, show } from './presence-steps.ts'
import type { MessageFacts, RoomAnswer, RoomInput } from './room-protocol.ts'
import type { Question } from './room-policy.ts'
import { asDoer, denial, personFacts } from './room-policy.ts'
import { takePace } from './room-pace.ts'
import type { Run } from './room-run.ts'
import { close, done, moved, noteConnection, publish, send, sessionOf } from './room-run.ts'
import type { RoomState } from './room-state.ts'

type Input<T extends RoomInput['type']> = Extract<RoomInput, { type: T }>
type Frame<T extends ClientFrame['t']> = Extract<ClientFrame, { t: T }>

/** Who speaks. */
type Speaker = { readonly connection: Connection; readonly member: Member }

export const frame = (run: Run, input: Input<'frame'>): RoomAnswer => {
  const { state, now } = run
  state.usage.framesIn += 1
  const connection = state.people.connections.get(input.connection)
  const member = connection === undefined ? undefined : state.people.members.get(connection.user)
  if (connection === undefined || member === undefined) {
    // Taken out of the room a moment ago, with its close still on the way.
    close(run, input.connection, closeCodes.done, 'not_in_the_room')
    return done
  }
  if (input.frame.t === 'leave') {
    moved(run)
    leave(run, connection)
    return done
  }
  const taken = take(connection.frames, { ...roomLimits.frames, cost: 1 }, now)
  const speaker = { connection: { ...connection, seenAt: Math.max(now, connection.seenAt), frames: taken.state }, member }
  placeConnection(state.people, speaker.connection)
  if (!taken.ok) return error(run, speaker, input.frame, 'rate_limited', taken.retryAfterMs)
  moved(run)
  return said(run, speaker, input.frame, input.message)
}

const said = (run: Run, speaker: Speaker, frameIn: ClientFrame, message: MessageFacts | null): RoomAnswer => {
  switch (frameIn.t) {
    case 'chat.send':
      return chat(run, speaker, frameIn, message)
    case 'presence.set':
      if (isDenied(run, speaker, frameIn, { action: 'presence.set' })) return done
      setStatus(run, speaker.member, frameIn.status)
      return done
    case 'presence.show':
      show(run, speaker.connection, frameIn.part)
      return done
    case 'signal':
      return signal(run, speaker, frameIn)
    case 'typing':
      return typing(run, speaker, frameIn)
    case 'consent.request':
    case 'consent.grant':
    case 'consent.deny':
    case 'consent.revoke':
      run.effects.push({ type: 'forward_consent', connection: speaker.connection.id, frame: frameIn })
      return done
    case 'leave':
      return done
    default:
      return assertNever(frameIn)
  }
}

/** A message that came before is only acknowledged again: it is the same message. */
const chat = (run: Run, speaker: Speaker, frameIn: Frame<'chat.send'>, message: MessageFacts | null): RoomAnswer => {
  if (message === null) throw new Error('a message came without what is known of it')
  const { connection, member } = speaker
  const { client_id } = frameIn
  if (message.earlier !== null) {
    const { id, seq, at } = message.earlier
    send(run, [connection.id], { t: 'chat.ack', client_id, id, seq, at: new Date(at).toISOString() })
    return done
  }
  const question = { action: 'chat.send', message: { waitMs: slowModeWait(run, member, message), isRefused: message.isRefused } } as const
  if (isDenied(run, speaker, frameIn, question)) return done
  const { id, text } = message
  const at = new Date(run.now).toISOString()
  if (message.isFlagged) flagged(run, member.user, message)
  const seq = publish(run, { t: 'chat.message', id, from: member.user, text, at, client_id })
  run.state.usage.messages += 1
  run.state.people.wroteAt.set(member.user, run.now)
  send(run, [connection.id], { t: 'chat.ack', client_id, id, seq, at })
  return done
}

const flagged = (run: Run, user: UserId, { id: message, text }: MessageFacts): void => {
  const session = sessionOf(run.state)
  if (session === null) return
  const { window_s } = session.policies.reports
  run.effects.push({ type: 'flag', flag: { message, user, session: run.state.id, text, at: run.now, window_s } })
}

const slowModeWait = ({ state, now }: Run, { user }: Member, { wroteAt }: MessageFacts): number => {
  if (state.slowModeS === 0) return 0
  return slowModeWaitMs(state.people.wroteAt.get(user) ?? wroteAt, state.slowModeS, now)
}

/** Whether the store has to be asked when this person last wrote. */
export const wantsWroteAt = (state: RoomState, connection: Connection): boolean =>
  state.slowModeS > 0 && !state.people.wroteAt.has(connection.user)

/** Relayed between two members of this room, and only while both are there. */
const signal = (run: Run, speaker: Speaker, frameIn: Frame<'signal'>): RoomAnswer => {
  const { connection, member } = speaker
  const { people } = run.state
  const person = personFacts(frameIn.to, people.members.has(frameIn.to), member.blocked.includes(frameIn.to))
  if (isDenied(run, speaker, frameIn, { action: 'signal.send', person })) return done
  const open = connectionsOf(people, frameIn.to)
  const to = frameIn.to_connection === undefined ? open : open.filter((id) => id === frameIn.to_connection)
  if (to.length === 0) return error(run, speaker, frameIn, 'not_available')
  send(run, to, { t: 'signal', from: member.user, from_connection: connection.id, data: frameIn.data })
  return done
}

const typing = (run: Run, speaker: Speaker, frameIn: Frame<'typing'>): RoomAnswer => {
  const { people } = run.state
  if (isDenied(run, speaker, frameIn, { action: 'chat.type' })) return done
  if (people.members.size > roomLimits.typingUpTo) return done
  const others = [...people.connections.values()].filter(({ user }) => user !== speaker.member.user).map(({ id }) => id)
  send(run, others, { t: 'typing', user_id: speaker.member.user, on: frameIn.on })
  return done
}

const pacedActions: ReadonlySet<string> = new Set(limitedAction.options)

/** Refused for its rule, or for its pace. */
const isDenied = (run: Run, speaker: Speaker, frameIn: ClientFrame, question: Omit<Question, 'by'>): boolean => {
  const denied = denial(run, { ...question, by: asDoer(speaker.member) })
  if (denied !== null) {
    error(run, speaker, frameIn, denied.code, denied.retryAfterMs)
    return true
  }
  const wait = pacedActions.has(question.action) ? takePace(run.state, speaker.member, question.action as LimitedAction, run.now) : null
  if (wait !== null) error(run, speaker, frameIn, 'rate_limited', wait)
  return wait !== null
}

const error = (
  run: Run,
  { connection }: Speaker,
  frameIn: ClientFrame,
  code: ErrorCode,
  retryAfterMs: number | null = null,
): RoomAnswer => {
  const answer: ErrorFrame = {
    t: 'error',
    code,
    detail: `${errorTable[code].title}.`,
    about: frameIn.t,
    ...(frameIn.t === 'chat.send' ? { client_id: frameIn.client_id } : {}),
    ...(retryAfterMs === null ? {} : { retry_after_ms: retryAfterMs }),
  }
  send(run, [connection.id], answer)
  return done
}

/** Not one of the protocol's frames. A client that goes on so is sent away. */
export const badFrame = (run: Run, { connection: id, code, detail }: Input<'bad_frame'>): RoomAnswer => {
  run.state.usage.framesIn += 1
  const connection = run.state.people.connections.get(id)
  if (connection === undefined) return done
  const bad = connection.bad + 1
  send(run, [id], { t: 'error', code, detail })
  if (bad >= roomLimits.badFrames) expel(run, connection, 'too_many_bad_frames')
  else noteConnection(run, { ...connection, bad })
  return done
}
