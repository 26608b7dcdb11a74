/** What a call does for a connection that does not come about, or breaks: it waits, looks for another path, begins anew, and gives up. Pure. */
import { assertNever } from '../../ui/assert-never.ts'
import { greet, isOpen, only, reopened, talked, followedBy } from './call-acts.ts'
import type { CallInput, CallState, CallStep, Joining } from './call-state.ts'
import { isFresh } from './negotiation.ts'

/** How long two who met may take to reach each other before something is done. */
export const joinPatienceMs = 12_000
/** A connection that stops often comes back by itself. */
export const graceMs = 2_500
export const giveUpAfterMs = 60_000
export const mostTries = 5
/** So many tries look for another path; the ones after begin anew. */
const restarts = 2

/** Until the next try: 4 s, then 2 s more each time. */
export const waitAfter = (tries: number): number => 2_000 + 2_000 * tries

const fromNow = (state: CallState, now: number): NonNullable<CallState['recovery']> =>
  state.recovery ?? { tries: 0, giveUpAt: now + giveUpAfterMs }

/** The other side knows this connection: from now on it should come about. */
export function met(state: CallState, now: number): CallState {
  const { media } = state
  if (media.at !== 'joining' || media.met) return state
  return { ...state, media: { ...media, met: true, nextAt: now + joinPatienceMs }, recovery: fromNow(state, now) }
}

export function connectionIs(state: CallState, is: Extract<CallInput, { type: 'connection' }>['is'], now: number): CallStep {
  const { media } = state
  if (!isOpen(media)) return only(state)
  switch (is) {
    case 'connected':
      return only({ ...state, media: { at: 'live', talk: media.talk }, liveSince: state.liveSince ?? now, recovery: null })
    case 'disconnected':
      return only(media.at === 'live' ? lost(state, media.talk, now + graceMs, now) : state)
    case 'failed':
      return only(media.at === 'live' ? lost(state, media.talk, now, now) : { ...state, media: { ...media, nextAt: now } })
    default:
      return assertNever(is)
  }
}

const lost = (state: CallState, talk: Joining['talk'], nextAt: number, now: number): CallState => ({
  ...state,
  media: { at: 'joining', talk, met: true, nextAt },
  recovery: fromNow(state, now),
})

/** `anew`: this connection is of no use any more. */
export function tryNext(state: CallState, now: number, how: 'as_due' | 'anew'): CallStep {
  const { media } = state
  if (!isOpen(media)) return only(state)
  const recovery = fromNow(state, now)
  const tries = recovery.tries + 1
  if (tries > mostTries) return failed(state)
  const counted = { ...state, recovery: { ...recovery, tries } }
  if (how === 'anew' || tries > restarts) return reopened(counted)
  const next: CallState = { ...counted, media: { ...media, at: 'joining', met: true, nextAt: now + waitAfter(tries) } }
  // Before anything was negotiated there is no path to replace: what was said may have been lost.
  if (isFresh(media.talk)) return followedBy(greet(next, now), (said) => talked(said, { type: 'repeat' }, now))
  return only(next, { do: 'restart_ice' })
}

/** All was tried. */
export const failed = (state: CallState): CallStep =>
  only({ ...state, media: { at: 'failed' }, recovery: null }, ...(isOpen(state.media) ? [{ do: 'close' } as const] : []), {
    do: 'report',
    code: state.liveSince === null ? 'ice_failed' : 'connection_lost',
  })
