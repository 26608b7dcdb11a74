/** What the parts of the call's machine have in common: small moves, and what they say. Pure. */
import type { CallSignal } from '../../../contract/call-signal.ts'
import type { CallEffect, CallState, CallStep, Ending, Media } from './call-state.ts'
import type { TalkEffect, TalkInput } from './negotiation.ts'
import { talkStep } from './negotiation.ts'
import { assertNever } from '../../ui/assert-never.ts'

export const only = (state: CallState, ...effects: readonly CallEffect[]): CallStep => ({ state, effects })

/** One after the other; after the end nothing more happens. */
export const followedBy = ({ state, effects }: CallStep, next: (state: CallState) => CallStep): CallStep => {
  if (state.media.at === 'ended') return { state, effects }
  const step = next(state)
  return { state: step.state, effects: [...effects, ...step.effects] }
}

export const isOpen = (media: Media): media is Extract<Media, { at: 'joining' | 'live' }> => media.at === 'joining' || media.at === 'live'

const sendsOf = ({ own, turn }: CallState) => ({ audio: own.audio === 'on', video: own.video === 'on', turn })

export const helloAgainMs = 2_000

/** Says how things are here; while `greetAt` is set, an answer is asked for. */
export const hello = (state: CallState): CallStep => {
  const { name, theirs, greetAt } = state
  const known = { hears: theirs?.name ?? null, knows: theirs?.sends?.turn ?? null }
  return only(state, {
    do: 'say',
    signal: { about: 'call', kind: 'hello', call: name, ...known, asks: greetAt !== null, sends: sendsOf(state) },
  })
}

/** Something is another here: the other is told until it says that it knows. */
export const greet = (state: CallState, now: number): CallStep =>
  isOpen(state.media) ? hello({ ...state, greetAt: now + helloAgainMs }) : only(state)

type Body<T> = T extends unknown ? Omit<T, 'about' | 'call' | 'to'> : never
type Said = Body<Exclude<CallSignal, { kind: 'hello' }>>

/** To the other one; nobody is there yet: to nobody. */
export const sayTo = (state: CallState, said: Said): CallEffect[] =>
  state.theirs === null ? [] : [{ do: 'say', signal: { about: 'call', call: state.name, to: state.theirs.name, ...said } }]

/** The next connection has a name of its own, and whether there may be one is asked again. */
export const anew = (state: CallState): CallState => ({
  ...state,
  name: { ...state.name, n: state.name.n + 1 },
  grant: { at: 'none' },
  media: { at: 'idle' },
  greetAt: null,
})

/** What is open or has failed gives way to a new beginning. */
export const reopened = (state: CallState): CallStep => {
  if (state.media.at === 'idle' || state.media.at === 'ended') return only(state)
  return only(anew(state), ...(isOpen(state.media) ? [{ do: 'close' } as const] : []))
}

export const ended = (state: CallState, why: Ending): CallStep =>
  only({ ...state, media: { at: 'ended', why } }, ...(isOpen(state.media) ? [{ do: 'close' } as const] : []), { do: 'release' })

/** One step of the negotiation of the open connection. */
export function talked(state: CallState, input: TalkInput, now: number): CallStep {
  const { media } = state
  if (!isOpen(media)) return only(state)
  const { talk, effects } = talkStep(media.talk, input, now)
  const next = { ...state, media: { ...media, talk } }
  return only(next, ...effects.flatMap((effect) => asked(next, effect)))
}

/** What negotiation wants, as the connection does it or as it is said to the other. */
function asked(state: CallState, effect: TalkEffect): readonly CallEffect[] {
  switch (effect.do) {
    case 'offer':
    case 'take_offer':
    case 'take_answer':
    case 'add_candidate':
      return [effect]
    case 'say_offer':
      return sayTo(state, { kind: 'offer', id: effect.id, after: effect.after, sdp: effect.sdp })
    case 'say_answer':
      return sayTo(state, { kind: 'answer', of: effect.of, made: effect.made, sdp: effect.sdp })
    case 'say_candidate':
      return sayTo(state, { kind: 'candidate', candidate: effect.candidate })
    default:
      return assertNever(effect)
  }
}
