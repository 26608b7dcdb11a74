/**
 * The mind of a call of two: when it opens a connection between the two browsers, what it asks for before, and when it is over. Why the two may
 * talk is not its business: the room lets them in and out. Pure; times are epoch ms. `negotiation.ts` is how one connection is negotiated,
 * `call-hearing.ts` whom it hears, `call-recovery.ts` what it does when the connection breaks.
 */
import type { ConnectionId } from '../../../contract/ids.ts'
import { assertNever } from '../../ui/assert-never.ts'
import { ended, greet, isOpen, only, reopened, sayTo, talked, followedBy } from './call-acts.ts'
import { devicesMoved } from './call-devices.ts'
import { heard } from './call-hearing.ts'
import { connectionIs, failed, tryNext } from './call-recovery.ts'
import type { CallInput, CallState, CallStep, Joining, RoomAt } from './call-state.ts'
import { newTalk, talkDue } from './negotiation.ts'

const shortestRenewalMs = 5_000

/** Before a grant that was not given is asked for again: 1 s, doubling to 16 s. */
export const grantWait = (tries: number): number => 500 * 2 ** Math.min(5, tries)

/** `page`: the first connection it has in the room. */
export const newCall = (page: ConnectionId): CallState => ({
  name: { page, n: 0 },
  room: { at: 'away' },
  devices: { at: 'asking' },
  own: { audio: 'none', video: 'none' },
  turn: 0,
  grant: { at: 'none' },
  theirs: null,
  media: { at: 'idle' },
  greetAt: null,
  liveSince: null,
  recovery: null,
})

export function step(state: CallState, input: CallInput, now: number): CallStep {
  if (state.media.at === 'ended') return only(state)
  return followedBy(moved(state, input, now), (next) => progress(next, now))
}

function moved(state: CallState, input: CallInput, now: number): CallStep {
  switch (input.type) {
    case 'begin':
      return only(state, { do: 'ask_devices' })
    case 'room':
      return roomMoved(state, input.room, now)
    case 'over':
      return ended(state, input.why)
    case 'heard':
      return heard(state, input.signal, now)
    case 'granted':
      return granted(state, input.lifetimeMs, now)
    case 'not_granted':
      return notGranted(state, input, now)
    case 'talk':
      return input.n === state.name.n ? talked(state, input.input, now) : only(state)
    case 'connection':
      return input.n === state.name.n ? connectionIs(state, input.is, now) : only(state)
    case 'broken':
      return input.n === state.name.n ? tryNext(state, now, 'anew') : only(state)
    case 'try_again':
      return state.media.at === 'failed' ? reopened(state) : only(state)
    case 'hang_up':
      return hungUp(state)
    case 'tick':
      return ticked(state, now)
    case 'devices':
    case 'no_devices':
    case 'turned':
    case 'turn':
    case 'try_devices':
    case 'go_without':
      return devicesMoved(state, input, now)
    default:
      return assertNever(input)
  }
}

/** What is missing is asked for; when all is there, the connection opens. */
function progress(state: CallState, now: number): CallStep {
  const { media, grant, room, devices } = state
  if (media.at !== 'idle' || room.at === 'away') return only(state)
  if (grant.at === 'none') return only({ ...state, grant: { at: 'asking', tries: 0 } }, { do: 'ask_grant' })
  if (grant.at !== 'here' || devices.at !== 'ready' || room.at !== 'together') return only(state)
  const joining: Joining = { at: 'joining', talk: newTalk(room.polite), met: false, nextAt: null }
  return followedBy(only({ ...state, media: joining }, { do: 'open', n: state.name.n, polite: room.polite }), (next) => greet(next, now))
}

function hungUp(state: CallState): CallStep {
  const { state: next, effects } = ended(state, { by: 'me' })
  return only(next, ...sayTo(state, { kind: 'bye', reason: 'hung_up' }), ...effects, { do: 'hung_up' })
}

function roomMoved(before: CallState, room: RoomAt, now: number): CallStep {
  const state = { ...before, room }
  if (room.at === 'alone') return followedBy(reopened(state), (next) => only({ ...next, theirs: null, recovery: null }))
  // What was said meanwhile did not come here: the answer tells it.
  const isBack = room.at === 'together' && before.room.at === 'away' && isOpen(state.media)
  return isBack ? followedBy(greet(state, now), (next) => talked(next, { type: 'repeat' }, now)) : only(state)
}

function granted(state: CallState, lifetimeMs: number, now: number): CallStep {
  if (state.grant.at !== 'asking') return only(state)
  const renewAt = now + Math.max(shortestRenewalMs, Math.min(lifetimeMs - 60_000, lifetimeMs * 0.8))
  return only({ ...state, grant: { at: 'here', renewAt } }, ...(isOpen(state.media) ? [{ do: 'reconfigure' } as const] : []))
}

type NotGranted = Extract<CallInput, { type: 'not_granted' }>

function notGranted(state: CallState, { code, final, retryAfterMs }: NotGranted, now: number): CallStep {
  if (state.grant.at !== 'asking') return only(state)
  if (final) return ended(state, { by: 'refusal', code })
  const tries = state.grant.tries + 1
  return only({ ...state, grant: { at: 'later', tries, again: now + Math.max(retryAfterMs ?? 0, grantWait(tries)) } })
}

/** All that is due. */
function ticked(state: CallState, now: number): CallStep {
  const acts = [greetAgain, tryAsDue, askAsDue, (each: CallState) => talked(each, { type: 'tick' }, now)]
  const { recovery, media } = state
  if (recovery !== null && now >= recovery.giveUpAt && (media.at === 'joining' || media.at === 'idle')) return failed(state)
  return acts.reduce((before, act) => followedBy(before, (each) => act(each, now)), only(state))
}

function greetAgain(state: CallState, now: number): CallStep {
  const { greetAt, room } = state
  return greetAt !== null && now >= greetAt && room.at === 'together' ? greet(state, now) : only(state)
}

/** Without the room nothing can be negotiated: it waits for it. */
function tryAsDue(state: CallState, now: number): CallStep {
  const { media, room } = state
  const isDue = media.at === 'joining' && media.nextAt !== null && now >= media.nextAt && room.at === 'together'
  return isDue ? tryNext(state, now, 'as_due') : only(state)
}

function askAsDue(state: CallState, now: number): CallStep {
  const { grant } = state
  const tries = grant.at === 'later' ? grant.tries : 0
  const isDue = (grant.at === 'later' && now >= grant.again) || (grant.at === 'here' && now >= grant.renewAt)
  return isDue && state.room.at !== 'away' ? only({ ...state, grant: { at: 'asking', tries } }, { do: 'ask_grant' }) : only(state)
}

/** When a tick is due; null: never. */
export function dueAt(state: CallState): number | null {
  const { media, grant, room, recovery, greetAt } = state
  if (media.at === 'ended') return null
  const times: (number | null)[] = []
  if (isOpen(media) && room.at === 'together') times.push(talkDue(media.talk), greetAt)
  if (media.at === 'joining' || media.at === 'idle') times.push(recovery?.giveUpAt ?? null)
  if (media.at === 'joining' && room.at === 'together') times.push(media.nextAt)
  if (room.at !== 'away') times.push(grant.at === 'later' ? grant.again : grant.at === 'here' ? grant.renewAt : null)
  const due = times.filter((time) => time !== null)
  return due.length === 0 ? null : Math.min(...due)
}
