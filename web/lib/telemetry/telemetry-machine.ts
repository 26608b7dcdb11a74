/**
 * The mind of a page that says what happens in it: which facts are not confirmed yet, when they are said again, in which telemetry session. It
 * promises that a fact is kept until the platform has it, under one id, so that saying it twice counts once. Pure: times are this machine's
 * epoch ms; ids and chance come in. What an older socket than the newest says is not heard.
 */
import { assertNever } from '../../ui/assert-never.ts'
import { waitOf } from '../backoff.ts'

/** An event of the signed-in person; the socket says whose it is. */
export type Fact = {
  readonly id: string
  readonly type: string
  /** RFC 3339. */
  readonly occurred_at: string
  readonly feature?: string
  readonly data?: Readonly<Record<string, unknown>>
}

type Pending = { readonly fact: Fact; readonly isSent: boolean }

export type TelemetryState = {
  readonly at: 'idle' | 'connecting' | 'live' | 'away' | 'closing' | 'closed'
  /** Of the newest socket; older ones are over. */
  readonly attempt: number
  /** Connections in a row that did not last. */
  readonly failures: number
  /** When `away` or `closing` is over, or nothing may be sent before. */
  readonly until: number
  readonly heartbeatMs: number
  readonly beatAt: number
  readonly session: string | null
  /** Oldest first. */
  readonly pending: readonly Pending[]
  /** Facts that could not be kept, because the platform was away for too long or refused them. */
  readonly lost: number
}

export type Answered =
  | { readonly t: 'welcome'; readonly heartbeatMs: number }
  | { readonly t: 'receipts'; readonly ref: string | null }
  /** `retryAfterMs` null: never. */
  | { readonly t: 'error'; readonly ref: string | null; readonly retryAfterMs: number | null }

export type TelemetryInput =
  | { readonly type: 'begin' }
  | { readonly type: 'fact'; readonly fact: Fact }
  | { readonly type: 'heard'; readonly attempt: number; readonly frame: Answered; readonly session: string; readonly id: string }
  /** `isFinal`: the sign-in is over, no other socket will open. */
  | { readonly type: 'shut'; readonly attempt: number; readonly isFinal: boolean; readonly roll: number }
  | { readonly type: 'tick' }
  /** The page goes; `id` is of the session's end. */
  | { readonly type: 'end'; readonly id: string }

export type TelemetryEffect =
  | { readonly do: 'open'; readonly attempt: number }
  | { readonly do: 'say'; readonly event: Fact & { readonly session_id: string }; readonly ref: string }
  | { readonly do: 'ping' }
  | { readonly do: 'close'; readonly attempt: number }

export type TelemetryStep = { readonly state: TelemetryState; readonly effects: readonly TelemetryEffect[] }

/** More are not kept: the oldest goes, and is counted as lost. */
export const factsKept = 500
/** How long a page that goes waits for the last answers. */
export const closingMs = 2_000

export const nothingSaid: TelemetryState = {
  at: 'idle',
  attempt: 0,
  failures: 0,
  until: 0,
  heartbeatMs: 30_000,
  beatAt: 0,
  session: null,
  pending: [],
  lost: 0,
}

const only = (state: TelemetryState, ...effects: readonly TelemetryEffect[]): TelemetryStep => ({ state, effects })

const open = (state: TelemetryState): TelemetryStep => {
  const attempt = state.attempt + 1
  const pending = state.pending.map((each) => ({ ...each, isSent: false }))
  return only({ ...state, at: 'connecting', attempt, pending, session: null }, { do: 'open', attempt })
}

export function step(state: TelemetryState, input: TelemetryInput, now: number): TelemetryStep {
  if (state.at === 'closed') return only(state)
  switch (input.type) {
    case 'begin':
      return state.at === 'idle' ? open(state) : only(state)
    case 'fact':
      return said(withFact(state, input.fact), now)
    case 'heard':
      return input.attempt === state.attempt ? heard(state, input, now) : only(state)
    case 'shut':
      return input.attempt === state.attempt ? shut(state, input, now) : only(state)
    case 'tick':
      return tick(state, now)
    case 'end':
      return end(state, input.id, now)
    default:
      return assertNever(input)
  }
}

const withFact = (state: TelemetryState, fact: Fact): TelemetryState => {
  const pending = [...state.pending, { fact, isSent: false }]
  return pending.length <= factsKept ? { ...state, pending } : { ...state, pending: pending.slice(1), lost: state.lost + 1 }
}

/** Everything that is not underway, in the order it happened. */
const said = (state: TelemetryState, now: number): TelemetryStep => {
  const { session } = state
  if (state.at !== 'live' || session === null || now < state.until) return only(state)
  const due = state.pending.filter(({ isSent }) => !isSent)
  const pending = state.pending.map((each) => ({ ...each, isSent: true }))
  return only(
    { ...state, pending },
    ...due.map(({ fact }) => ({ do: 'say' as const, event: { ...fact, session_id: session }, ref: fact.id })),
  )
}

const heard = (state: TelemetryState, { frame, session, id }: Extract<TelemetryInput, { type: 'heard' }>, now: number): TelemetryStep => {
  switch (frame.t) {
    case 'welcome': {
      const start = { fact: { id, type: 'session.start', occurred_at: new Date(now).toISOString() }, isSent: false }
      const live = { ...state, at: 'live', session, heartbeatMs: frame.heartbeatMs, beatAt: now, until: 0 } as const
      return said({ ...live, pending: [start, ...withoutStart(state.pending)] }, now)
    }
    case 'receipts':
      return settled({ ...state, failures: 0, pending: state.pending.filter(({ fact }) => fact.id !== frame.ref) })
    case 'error':
      return refused(state, frame, now)
    default:
      return assertNever(frame)
  }
}

/** Each connection starts its session anew: what an earlier one started is resumed by it, or over. */
const withoutStart = (pending: readonly Pending[]): readonly Pending[] => pending.filter(({ fact }) => fact.type !== 'session.start')

const refused = (state: TelemetryState, { ref, retryAfterMs }: Extract<Answered, { t: 'error' }>, now: number): TelemetryStep => {
  const isOurs = state.pending.some(({ fact }) => fact.id === ref)
  if (!isOurs) return only(state)
  if (retryAfterMs === null) {
    const pending = state.pending.filter(({ fact }) => fact.id !== ref)
    return settled({ ...state, pending, lost: state.lost + 1 })
  }
  const pending = state.pending.map((each) => (each.fact.id === ref ? { ...each, isSent: false } : each))
  return only({ ...state, pending, until: Math.max(state.until, now + retryAfterMs) })
}

/** A page that goes and has said everything is gone. */
const settled = (state: TelemetryState): TelemetryStep =>
  state.at === 'closing' && state.pending.length === 0 ? closed(state) : only(state)

const closed = (state: TelemetryState): TelemetryStep =>
  only({ ...state, at: 'closed', attempt: state.attempt + 1 }, { do: 'close', attempt: state.attempt })

const shut = (state: TelemetryState, { isFinal, roll }: Extract<TelemetryInput, { type: 'shut' }>, now: number): TelemetryStep => {
  if (isFinal || state.at === 'closing') return only({ ...state, at: 'closed', lost: state.lost + state.pending.length, pending: [] })
  const failures = state.failures + 1
  return only({ ...state, at: 'away', failures, until: now + waitOf(failures, roll), session: null })
}

const end = (state: TelemetryState, id: string, now: number): TelemetryStep => {
  if (state.at !== 'live' || state.session === null) return closed(state)
  const { state: last, effects } = said(withFact(state, { id, type: 'session.end', occurred_at: new Date(now).toISOString() }), now)
  return only({ ...last, at: 'closing', until: now + closingMs }, ...effects)
}

const tick = (state: TelemetryState, now: number): TelemetryStep => {
  switch (state.at) {
    case 'away':
      return now >= state.until ? open(state) : only(state)
    case 'closing':
      return now >= state.until ? closed(state) : only(state)
    case 'live': {
      const { state: next, effects } = said(state, now)
      if (now - next.beatAt < next.heartbeatMs) return only(next, ...effects)
      return only({ ...next, beatAt: now }, ...effects, { do: 'ping' })
    }
    case 'idle':
    case 'connecting':
    case 'closed':
      return only(state)
    default:
      return assertNever(state.at)
  }
}

/** When the next tick is due; null: never. Epoch ms. */
export function dueAt({ at, until, beatAt, heartbeatMs, pending }: TelemetryState): number | null {
  switch (at) {
    case 'away':
    case 'closing':
      return until
    case 'live':
      return Math.min(beatAt + heartbeatMs, pending.some(({ isSent }) => !isSent) ? until : Infinity)
    case 'idle':
    case 'connecting':
    case 'closed':
      return null
    default:
      return assertNever(at)
  }
}
