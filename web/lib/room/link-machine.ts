/**
 * The mind of a client of one room: when it connects, what it has heard, what it says again after a loss, when it gives up. It promises that every
 * frame of the room is taken once and in order or that a gap is shown, and that a message is kept until the room has it. Pure: times are
 * this machine's epoch ms, chance comes in with the input. What an older socket than the newest says is not heard.
 */
import type { ErrorCode } from '../../../contract/errors.ts'
import type { closeCodes as codesOfRooms, ResumedFrame, WelcomeFrame } from '../../../contract/socket.ts'
import { assertNever } from '../../ui/assert-never.ts'
import { waitOf } from '../backoff.ts'
import { moveOutgoing, withGap, withHistory, withOutgoing, withoutOutgoing } from './chat-log.ts'
import type { LinkEffect, LinkInput, LinkState, LinkStep, Place } from './link-state.ts'
import { ackMs, into, isOver, lastedMs, only, patienceMs, slotOf, welcomeMs } from './link-state.ts'
import { isConsentFrame } from './room-frames.ts'
import type { HeardFrame } from './room-frames.ts'
import type { RoomView } from './room-view.ts'
import { told, welcomed } from './room-view.ts'

/** Those that mean something here: the contract holds them. */
const closeCodes = { done: 1000, refused: 1008 } as const satisfies Partial<typeof codesOfRooms>

const open = (state: LinkState, now: number): LinkStep => {
  const attempt = state.attempt + 1
  const connecting = into({ ...state, attempt, slotMs: null }, { at: 'connecting', again: state.place !== null }, now)
  return only(connecting, { do: 'open', attempt, place: state.place })
}

/** The connection is no more: what was underway stays, to be said again. */
const away = (state: LinkState, roll: number, now: number): LinkStep => {
  const { slotMs } = state
  const lasted = state.view.connection.at === 'live' && now - state.since >= lastedMs
  const failures = lasted ? 1 : state.failures + 1
  const why = slotMs === null ? 'lost' : state.view.connection.at === 'live' ? 'restart' : 'busy'
  const retryAt = now + (slotMs ?? waitOf(failures, roll))
  return only(into({ ...state, failures, slotMs: null }, { at: 'away', why, retryAt }, now))
}

/** Gives the newest socket up. */
const abandon = (state: LinkState, roll: number, now: number): LinkStep => {
  const { state: next } = away({ ...state, attempt: state.attempt + 1 }, roll, now)
  return only(next, { do: 'close', attempt: state.attempt })
}

export function step(state: LinkState, input: LinkInput, now: number): LinkStep {
  if (isOver(state) && input.type !== 'history' && input.type !== 'discard') return only(state)
  switch (input.type) {
    case 'begin':
      return input.online ? open(state, now) : only(into(state, { at: 'away', why: 'offline', retryAt: null }, now))
    case 'heard':
      return input.attempt === state.attempt ? hearAll(state, input.frames, now) : only(state)
    case 'pong':
      return input.attempt === state.attempt ? only({ ...state, pingAt: null }) : only(state)
    case 'shut':
      return input.attempt === state.attempt ? shut(state, input, now) : only(state)
    case 'barred':
      return input.attempt === state.attempt && state.view.connection.at !== 'live' ? only(into(state, input.why, now)) : only(state)
    case 'tick':
      return due(state, input.roll, now)
    case 'online':
      return state.view.connection.at === 'away' && state.view.connection.why === 'offline' ? open(state, now) : only(state)
    case 'offline':
      return offline(state, now)
    case 'hurry':
      return state.view.connection.at === 'away' ? open(state, now) : only(state)
    case 'leave':
      return leave(state, now)
    case 'write':
    case 'rewrite':
    case 'discard':
    case 'history':
    case 'warned':
      return ofReader(state, input, now)
    default:
      return assertNever(input)
  }
}

const offline = (state: LinkState, now: number): LinkStep => {
  const { at } = state.view.connection
  const next = into({ ...state, attempt: state.attempt + 1 }, { at: 'away', why: 'offline', retryAt: null }, now)
  return only(next, ...(at === 'away' ? [] : [{ do: 'close', attempt: state.attempt } as const]))
}

const leave = (state: LinkState, now: number): LinkStep => {
  const said: LinkEffect[] = state.view.connection.at === 'live' ? [{ do: 'say', frame: { t: 'leave' } }] : []
  return only(into({ ...state, attempt: state.attempt + 1 }, { at: 'left' }, now), ...said, { do: 'close', attempt: state.attempt })
}

type Reader = Extract<LinkInput, { type: 'write' | 'rewrite' | 'discard' | 'history' | 'warned' }>

/** What the reader does with what was said. */
const ofReader = (state: LinkState, input: Reader, now: number): LinkStep => {
  const { view } = state
  const withChat = (chat: RoomView['chat']): LinkState => ({ ...state, view: { ...view, chat } })
  switch (input.type) {
    case 'write':
      return only(withChat(withOutgoing(view.chat, input.clientId, input.text, now)), ...sayings(view, [input]))
    case 'rewrite': {
      const again = view.chat.outgoing.find(({ clientId }) => clientId === input.clientId)
      const chat = moveOutgoing(view.chat, input.clientId, { at: 'sending', since: now })
      return again === undefined ? only(state) : only(withChat(chat), ...sayings(view, [again]))
    }
    case 'discard':
      return only(withChat(withoutOutgoing(view.chat, input.clientId)))
    case 'history':
      return only(withChat(withHistory(view.chat, input.page, input.from)))
    case 'warned':
      return only({ ...state, view: { ...view, warning: null } })
    default:
      return assertNever(input)
  }
}

type Words = { readonly clientId: string; readonly text: string }

/** Kept until the room is there. */
const sayings = ({ connection }: RoomView, words: readonly Words[]): LinkEffect[] =>
  connection.at !== 'live' ? [] : words.map(({ clientId, text }) => ({ do: 'say', frame: { t: 'chat.send', client_id: clientId, text } }))

const hearAll = (state: LinkState, frames: readonly HeardFrame[], now: number): LinkStep => {
  let next: LinkState = { ...state, pingAt: null }
  const effects: LinkEffect[] = []
  for (const frame of frames) {
    const after = isOver(next) ? only(next) : hear(next, frame, now)
    next = after.state
    effects.push(...after.effects)
  }
  return { state: next, effects }
}

const hear = (state: LinkState, frame: HeardFrame, now: number): LinkStep => {
  if (frame.t === 'welcome') return welcome(state, frame, now)
  if (frame.t === 'resumed') return resumed(state, frame, now)
  if ('epoch' in frame) {
    const { place } = state
    // Told before: a frame is taken once.
    if (place === null || (frame.epoch === place.epoch && frame.seq <= place.seq)) return only(state)
    const next = numbered(state, place, frame)
    return only(settled({ ...next, view: told(next.view, frame, now) }, now))
  }
  if (frame.t === 'restart') return only({ ...state, slotMs: frame.retry_after_ms })
  const view = told(state.view, frame, now)
  const isFor = frame.t === 'signal' || frame.t === 'error' || isConsentFrame(frame)
  return only({ ...state, view }, ...(isFor ? [{ do: 'tell', frame } as LinkEffect] : []))
}

/** A hole in the numbers can not be: if it is there, it is shown as the gap that it is. */
const numbered = (state: LinkState, place: Place, { epoch, seq }: { readonly epoch: number; readonly seq: number }): LinkState => {
  const next = { ...state, place: { ...place, epoch, seq } }
  if (epoch === place.epoch && seq === place.seq + 1) return next
  return { ...next, view: { ...state.view, chat: withGap(state.view.chat, place.seq, seq - 1) } }
}

/** The session's end is the end of the link. */
const settled = (state: LinkState, now: number): LinkState => {
  const { session } = state.view
  if (session === null || (session.state !== 'ended' && session.state !== 'failed')) return state
  return into(state, { at: 'ended', why: session.end_reason, next: session.child_session_id }, now)
}

const welcome = (state: LinkState, frame: WelcomeFrame, now: number): LinkStep => {
  const place = { token: frame.resume_token, epoch: frame.epoch, seq: frame.seq }
  const view = welcomed(state.view, frame, state.place?.seq ?? null)
  return live({ ...state, place, heartbeatMs: frame.heartbeat_s * 1_000, view }, now)
}

const resumed = (state: LinkState, frame: ResumedFrame, now: number): LinkStep => {
  if (state.place === null) return only(state)
  const place = { ...state.place, token: frame.resume_token, epoch: frame.epoch }
  return live({ ...state, place, heartbeatMs: frame.heartbeat_s * 1_000, view: { ...state.view, you: frame.you } }, now)
}

/** What was not confirmed is said again, under the same names. */
const live = (state: LinkState, now: number): LinkStep => {
  const { chat } = state.view
  const waiting = chat.outgoing.filter((each) => each.state.at === 'sending')
  const again = waiting.reduce((log, { clientId }) => moveOutgoing(log, clientId, { at: 'sending', since: now }), chat)
  const next = into({ ...state, beatAt: now }, { at: 'live' }, now)
  return only({ ...next, view: { ...next.view, chat: again } }, ...sayings(next.view, waiting))
}

const shut = (state: LinkState, { code, reason, roll }: Extract<LinkInput, { type: 'shut' }>, now: number): LinkStep => {
  const slotMs = slotOf(reason) ?? state.slotMs
  if (code === closeCodes.refused && slotMs === null) return only(into(state, { at: 'refused', code: codeOf(reason) }, now))
  if (code === closeCodes.done && reason === 'session_ended') return only(into(state, { at: 'ended', why: null, next: null }, now))
  if (code === closeCodes.done && reason === 'session_moved')
    return only(into(state, { at: 'ended', why: 'transition', next: state.view.movedTo?.id ?? null }, now))
  if (code === closeCodes.done && reason === 'left') return only(into(state, { at: 'left' }, now))
  return away({ ...state, slotMs }, roll, now)
}

/** Reasons of a 1008 that are no codes are about how this client behaves. */
const codeOf = (reason: string): ErrorCode | 'signed_out' => {
  switch (reason) {
    case 'signed_out':
      return 'signed_out'
    case 'too_many_connections':
      return 'too_many'
    case 'banned':
    case 'quarantined':
    case 'consent_required':
    case 'not_available':
    case 'not_a_member':
      return reason
    default:
      return 'policy_denied'
  }
}

const due = (state: LinkState, roll: number, now: number): LinkStep => {
  const { connection } = state.view
  switch (connection.at) {
    case 'away':
      return connection.retryAt !== null && now >= connection.retryAt ? open(state, now) : only(state)
    case 'connecting':
      return now - state.since >= welcomeMs ? abandon(state, roll, now) : only(state)
    case 'live':
      return beat(state, roll, now)
    case 'ended':
    case 'left':
    case 'refused':
      return only(state)
    default:
      return assertNever(connection)
  }
}

const beat = (state: LinkState, roll: number, now: number): LinkStep => {
  if (state.pingAt !== null && now - state.pingAt >= patienceMs) return abandon(state, roll, now)
  const late = state.view.chat.outgoing.filter(({ state: each }) => each.at === 'sending' && now - each.since >= ackMs)
  const chat = late.reduce((log, { clientId }) => moveOutgoing(log, clientId, { at: 'failed', code: null, retryAt: now }), state.view.chat)
  const spoken = late.length === 0 ? state : { ...state, view: { ...state.view, chat } }
  if (state.pingAt !== null || now - state.beatAt < state.heartbeatMs) return only(spoken)
  return only({ ...spoken, beatAt: now, pingAt: now }, { do: 'ping' })
}

/** When the next tick is due; null: never. Epoch ms. */
export function dueAt({ view: { connection, chat }, since, beatAt, pingAt, heartbeatMs }: LinkState): number | null {
  switch (connection.at) {
    case 'away':
      return connection.retryAt
    case 'connecting':
      return since + welcomeMs
    case 'live': {
      const acks = chat.outgoing.flatMap(({ state }) => (state.at === 'sending' ? [state.since + ackMs] : []))
      return Math.min(pingAt === null ? beatAt + heartbeatMs : pingAt + patienceMs, ...acks)
    }
    case 'ended':
    case 'left':
    case 'refused':
      return null
    default:
      return assertNever(connection)
  }
}
