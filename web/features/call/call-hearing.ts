/** What is heard of the other side: whose page it is, which connection it means, and what follows. Pure. */
import type { CallName, CallSends, CallSignal } from '../../../contract/call-signal.ts'
import { assertNever } from '../../ui/assert-never.ts'
import { ended, hello, isOpen, only, reopened, talked, followedBy } from './call-acts.ts'
import { met } from './call-recovery.ts'
import type { CallState, CallStep } from './call-state.ts'
import { isFresh } from './negotiation.ts'

const isSame = (one: CallName, other: CallName): boolean => one.page === other.page && one.n === other.n

export function heard(state: CallState, signal: CallSignal, now: number): CallStep {
  if (signal.kind === 'bye') return saidBye(state, signal)
  if (state.theirs !== null && signal.call.page < state.theirs.name.page)
    return only(state, { do: 'say', signal: { about: 'call', kind: 'bye', call: state.name, to: signal.call, reason: 'elsewhere' } })
  if (isLate(state, signal.call)) return only(state)
  return followedBy(known(state, signal.call, now), (next) => understood(next, signal, now))
}

/** Of a connection that its page has left behind. */
const isLate = ({ theirs }: CallState, { page, n }: CallName): boolean => theirs !== null && theirs.name.page === page && n < theirs.name.n

function saidBye(state: CallState, { call, to, reason }: Extract<CallSignal, { kind: 'bye' }>): CallStep {
  if (to.page !== state.name.page) return only(state)
  if (reason === 'elsewhere') return ended(state, { by: 'elsewhere' })
  return state.theirs?.name.page === call.page ? ended(state, { by: 'other' }) : only(state)
}

/** A later name takes the place of the one before; what was negotiated with that one is void. */
function known(state: CallState, name: CallName, now: number): CallStep {
  const before = state.theirs?.name
  if (before !== undefined && isSame(before, name)) return only(state)
  const isOther = before !== undefined && before.page !== name.page
  const next: CallState = { ...state, theirs: { name, sends: isOther ? null : (state.theirs?.sends ?? null) } }
  const { media } = next
  if (media.at === 'joining' && isFresh(media.talk)) return talked(next, { type: 'repeat' }, now)
  return reopened(next)
}

function understood(state: CallState, signal: Exclude<CallSignal, { kind: 'bye' }>, now: number): CallStep {
  if (signal.kind === 'hello') return greeted(state, signal, now)
  if (!isSame(signal.to, state.name)) return only(state)
  const here = met(state, now)
  switch (signal.kind) {
    case 'offer':
      return talked(here, { type: 'heard', what: { kind: 'offer', id: signal.id, after: signal.after, sdp: signal.sdp } }, now)
    case 'answer':
      return talked(here, { type: 'heard', what: { kind: 'answer', of: signal.of, made: signal.made, sdp: signal.sdp } }, now)
    case 'candidate':
      return talked(here, { type: 'heard_candidate', candidate: signal.candidate }, now)
    default:
      return assertNever(signal)
  }
}

const withSends = (state: CallState, sends: CallSends): CallState =>
  state.theirs === null || (state.theirs.sends?.turn ?? -1) >= sends.turn ? state : { ...state, theirs: { ...state.theirs, sends } }

/** What the other does not know is told to it, and where things stood is said again: it may have been lost. */
function greeted(before: CallState, signal: Extract<CallSignal, { kind: 'hello' }>, now: number): CallStep {
  const isHeard = signal.hears !== null && isSame(signal.hears, before.name)
  const state = withSends(isHeard ? met(before, now) : before, signal.sends)
  const isKnown = isHeard && signal.knows === state.turn
  const next = isKnown ? { ...state, greetAt: null } : state
  if (!signal.asks || !isOpen(next.media)) return only(next)
  return followedBy(hello(next), (each) => talked(each, { type: 'repeat' }, now))
}
