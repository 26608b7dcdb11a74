/**
 * A circuit breaker: a service that keeps failing is left alone for a while, then one call tries it. Pure; times are epoch ms. Its own,
 * because libraries let calls wait for the trial of another call, and a Worker's request must never wait for another request.
 */
import { assertNever } from '../../contract/assert-never.ts'

export type BreakerRules = {
  /** So many failures in a row open it. */
  readonly failures: number
  readonly openMs: number
  /** A trial that says nothing for so long, because its request is gone, is given to the next call. */
  readonly trialMs: number
}

export type BreakerState =
  | { readonly status: 'closed'; readonly failures: number }
  | { readonly status: 'open'; readonly until: number }
  /** `trial` tells the one call apart whose outcome counts. */
  | { readonly status: 'trying'; readonly until: number; readonly trial: number }

/** Who may call: anyone while it is closed, else the trial of that number. */
export type Ticket = { readonly trial: number | null }

export type Admission =
  | { readonly admitted: true; readonly state: BreakerState; readonly ticket: Ticket }
  | { readonly admitted: false; readonly retryAfterMs: number }

export const closed: BreakerState = { status: 'closed', failures: 0 }

export const admit = (state: BreakerState, { trialMs }: BreakerRules, now: number): Admission => {
  if (state.status === 'closed') return { admitted: true, state, ticket: { trial: null } }
  if (state.until > now) return { admitted: false, retryAfterMs: state.until - now }
  return { admitted: true, state: { status: 'trying', until: now + trialMs, trial: now }, ticket: { trial: now } }
}

/** After a call. What began before the circuit opened, or a trial that was given up, changes nothing any more. */
export const settled = (state: BreakerState, { trial }: Ticket, isFault: boolean, rules: BreakerRules, now: number): BreakerState => {
  const opened: BreakerState = { status: 'open', until: now + rules.openMs }
  switch (state.status) {
    case 'closed':
      if (trial !== null) return state
      if (!isFault) return closed
      return state.failures + 1 >= rules.failures ? opened : { status: 'closed', failures: state.failures + 1 }
    case 'trying':
      if (trial !== state.trial) return state
      return isFault ? opened : closed
    case 'open':
      return state
    default:
      return assertNever(state)
  }
}
