/**
 * The mind of a page that looks for company: whether it wants to, what the queue last said, what is asked of it. It promises that the person is
 * in the queue while they want to be and out of it when they do not, whatever is lost on the way; that a match is confirmed while the page
 * is there for it; and that nothing is asked before its time. Pure: times are this machine's epoch ms, chance comes in with the input. What
 * an older socket than the newest says is not heard.
 */
import type { Ticket } from '../../../contract/match.ts'
import { assertNever } from '../../ui/assert-never.ts'
import { waitOf } from '../backoff.ts'

/** Why the queue can not be asked, or did not take the person. `retryAt`: epoch ms; null when trying again would be answered the same. */
export type MatchTrouble = { readonly code: string | null; readonly retryAt: number | null }

export type MatchState = {
  /** What the person wants. */
  readonly wants: 'in' | 'out'
  /** What was last heard; null: nothing, or the person is in no queue. */
  readonly ticket: Ticket | null
  /** When that was heard: waiting goes on since. */
  readonly heardAt: number
  /** What is being asked over HTTP; one thing at a time. */
  readonly asking: 'join' | 'skip' | 'leave' | null
  /** A join was asked and no answer came: the person may be in. */
  readonly isUnsure: boolean
  /** A skip that is wanted while something else is asked. */
  readonly isSkipping: boolean
  readonly socket: 'none' | 'opening' | 'open'
  /** Of the newest socket; older ones are over. */
  readonly attempt: number
  readonly failures: number
  /** When to try again what failed; null: nothing did. */
  readonly retryAt: number | null
  readonly beatAt: number
  readonly pingAt: number | null
  readonly trouble: MatchTrouble | null
}

export type MatchInput =
  /** The person looks for company. */
  | { readonly type: 'start' }
  | { readonly type: 'stop' }
  /** The next one, please. */
  | { readonly type: 'skip' }
  /** What came of what was asked. */
  | { readonly type: 'answered'; readonly ticket: Ticket | null }
  /** What came of a confirmation over HTTP. */
  | { readonly type: 'confirmed'; readonly ticket: Ticket }
  /** `final`: the same again would be answered the same. */
  | {
      readonly type: 'refused'
      readonly code: string | null
      readonly final: boolean
      readonly retryAfterMs: number | null
      readonly roll: number
    }
  | { readonly type: 'opened'; readonly attempt: number }
  | { readonly type: 'heard'; readonly attempt: number; readonly ticket: Ticket }
  | { readonly type: 'pong'; readonly attempt: number }
  | { readonly type: 'shut'; readonly attempt: number; readonly roll: number }
  | { readonly type: 'tick'; readonly roll: number }

export type MatchEffect =
  | { readonly do: 'join' | 'skip' | 'leave' }
  | { readonly do: 'open'; readonly attempt: number }
  | { readonly do: 'close'; readonly attempt: number }
  | { readonly do: 'confirm' }
  | { readonly do: 'ping' }

export type MatchStep = { readonly state: MatchState; readonly effects: readonly MatchEffect[] }

/** A ticket whose owner is silent for 15 s leaves: so a sign of life comes three times as often. */
export const heartbeatMs = 5_000
/** Nothing is heard for so long after a ping: the socket is lost. */
export const patienceMs = 4_000

export const notLooking: MatchState = {
  wants: 'out',
  ticket: null,
  heardAt: 0,
  asking: null,
  isUnsure: false,
  isSkipping: false,
  socket: 'none',
  attempt: 0,
  failures: 0,
  retryAt: null,
  beatAt: 0,
  pingAt: null,
  trouble: null,
}

const only = (state: MatchState, ...effects: readonly MatchEffect[]): MatchStep => ({ state, effects })
const then = ({ state, effects }: MatchStep, next: (state: MatchState) => MatchStep): MatchStep => {
  const after = next(state)
  return { state: after.state, effects: [...effects, ...after.effects] }
}

export const isIn = ({ ticket }: MatchState): boolean => ticket !== null && ticket.state !== 'left'

/** Then leaving is not over. */
const mayBeIn = (state: MatchState): boolean => isIn(state) || state.isUnsure

export function step(state: MatchState, input: MatchInput, now: number): MatchStep {
  switch (input.type) {
    case 'start':
      return driven({ ...state, wants: 'in', trouble: null, retryAt: null, failures: 0 }, now)
    case 'stop':
      return driven({ ...state, wants: 'out', isSkipping: false, trouble: null, retryAt: null }, now)
    case 'skip':
      return driven({ ...state, isSkipping: state.wants === 'in' && isIn(state) }, now)
    case 'answered':
      return answered({ ...state, asking: null, failures: 0, retryAt: null, trouble: null }, input.ticket, now)
    case 'confirmed':
      return input.ticket.id === state.ticket?.id ? then(heard(state, input.ticket, now), (next) => driven(next, now)) : only(state)
    case 'refused':
      return refused(state, input, now)
    case 'opened':
      return input.attempt === state.attempt ? only({ ...state, socket: 'open', beatAt: now, pingAt: null }) : only(state)
    case 'heard':
      if (input.attempt !== state.attempt) return only(state)
      return then(heard({ ...state, pingAt: null, failures: 0 }, input.ticket, now), (next) => driven(next, now))
    case 'pong':
      return input.attempt === state.attempt ? only({ ...state, pingAt: null }) : only(state)
    case 'shut':
      return input.attempt === state.attempt ? shut(state, input.roll, now) : only(state)
    case 'tick':
      return tick(state, input.roll, now)
    default:
      return assertNever(input)
  }
}

/** An open socket hears of every change, in order; an answer may be older than what it heard. */
const answered = (state: MatchState, ticket: Ticket | null, now: number): MatchStep =>
  state.socket === 'open' ? driven({ ...state, isUnsure: false }, now) : then(heard(state, ticket, now), (next) => driven(next, now))

/** What is heard over a socket and what is answered over HTTP overtake each other. */
const isOlder = (one: Ticket | null, other: Ticket | null): boolean => one !== null && one.id === other?.id && one.version < other.version

/** Who left the queue without wanting to, by a silence that was too long, is put back by `driven`. */
const heard = (state: MatchState, ticket: Ticket | null, now: number): MatchStep => {
  if (isOlder(ticket, state.ticket)) return only({ ...state, isUnsure: false })
  const next = { ...state, ticket, isUnsure: false, heardAt: now }
  return only(next, ...confirmations(next))
}

/** A match is confirmed at once: whoever looks is there. What was confirmed already is not said again. */
const confirmations = ({ wants, ticket }: MatchState): readonly MatchEffect[] =>
  wants === 'in' && ticket?.state === 'matched' && ticket.has_confirmed !== true ? [{ do: 'confirm' }] : []

/** Asks for what is wanted and is not so, one thing at a time; keeps a socket while the person is in the queue. */
const driven = (state: MatchState, now: number): MatchStep => then(asked(state, now), socketed)

const asked = (state: MatchState, now: number): MatchStep => {
  if (state.asking !== null || (state.retryAt !== null && now < state.retryAt)) return only(state)
  const ask = (what: NonNullable<MatchState['asking']>): MatchStep =>
    only({ ...state, asking: what, isSkipping: what === 'skip' ? false : state.isSkipping, retryAt: null }, { do: what })
  if (state.wants === 'out') return mayBeIn(state) ? ask('leave') : only(state)
  if (!isIn(state)) return state.trouble !== null && state.trouble.retryAt === null ? only(state) : ask('join')
  return state.isSkipping ? ask('skip') : only(state)
}

const socketed = (state: MatchState): MatchStep => {
  const isWanted = state.wants === 'in' && isIn(state)
  if (isWanted && state.socket === 'none' && state.retryAt === null) {
    const attempt = state.attempt + 1
    return only({ ...state, socket: 'opening', attempt }, { do: 'open', attempt })
  }
  if (isWanted || state.socket === 'none') return only(state)
  return only({ ...state, socket: 'none', attempt: state.attempt + 1, pingAt: null }, { do: 'close', attempt: state.attempt })
}

/** Leaving is tried until it is done; of the rest, what would be refused again is not tried again by itself. */
const refused = (
  state: MatchState,
  { code, final, retryAfterMs, roll }: Extract<MatchInput, { type: 'refused' }>,
  now: number,
): MatchStep => {
  const failures = state.failures + 1
  const mustGo = state.wants === 'out'
  const retryAt = final && !mustGo ? null : now + (retryAfterMs ?? waitOf(failures, roll))
  const wants = final && state.asking === 'join' ? 'out' : state.wants
  const isUnsure = state.isUnsure || (state.asking === 'join' && code === null)
  return then(only({ ...state, asking: null, isUnsure, failures, retryAt, wants, trouble: { code, retryAt } }), socketed)
}

const shut = (state: MatchState, roll: number, now: number): MatchStep => {
  const failures = state.failures + 1
  return only({ ...state, socket: 'none', failures, pingAt: null, retryAt: now + waitOf(failures, roll) })
}

const tick = (state: MatchState, roll: number, now: number): MatchStep => {
  if (state.retryAt !== null && now >= state.retryAt) return driven({ ...state, retryAt: null }, now)
  if (state.socket !== 'open') return only(state)
  if (state.pingAt !== null && now - state.pingAt >= patienceMs) {
    const lost = shut({ ...state, attempt: state.attempt + 1 }, roll, now)
    return { ...lost, effects: [{ do: 'close', attempt: state.attempt }] }
  }
  if (state.pingAt !== null || now - state.beatAt < heartbeatMs) return only(state)
  // A confirmation that was lost is said again with the next sign of life.
  return only({ ...state, beatAt: now, pingAt: now }, ...confirmations(state), { do: 'ping' })
}

/** When the next tick is due; null: never. Epoch ms. */
export function dueAt(state: MatchState): number | null {
  const { retryAt, socket, beatAt, pingAt } = state
  const isNeeded = state.wants === 'in' || mayBeIn(state)
  const retry = isNeeded ? retryAt : null
  const beat = socket === 'open' ? (pingAt === null ? beatAt + heartbeatMs : pingAt + patienceMs) : null
  const due = [retry, beat].filter((each) => each !== null)
  return due.length === 0 ? null : Math.min(...due)
}
