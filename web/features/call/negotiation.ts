/**
 * Perfect negotiation (W3C WebRTC §10.7) of one peer connection, as data: what to ask of the connection and what to say to the other side. The
 * connection does one thing at a time; what is heard meanwhile waits. Offers are numbered, so what comes late, twice or not at all does no
 * harm: an offer is said again until it is answered, an answer until its offer stops coming. Pure; times are epoch ms.
 */
import type { CallCandidate } from '../../../contract/call-signal.ts'
import { assertNever } from '../../ui/assert-never.ts'

/** What the connection is doing. */
type Doing = { readonly do: 'offer' } | { readonly do: 'take_offer'; readonly id: number } | { readonly do: 'take_answer' }

/** `after`: the last offer of ours that they had answered when they made theirs. */
type HeardOffer = { readonly kind: 'offer'; readonly id: number; readonly after: number; readonly sdp: string }
/** `made`: how many offers they had made by then; all of them are void. */
type HeardAnswer = { readonly kind: 'answer'; readonly of: number; readonly made: number; readonly sdp: string }
export type HeardDescription = HeardOffer | HeardAnswer

export type Negotiation = {
  /** The polite side gives up its own offer when two cross. */
  readonly polite: boolean
  readonly doing: Doing | null
  /** The connection wants to be negotiated anew. */
  readonly wants: boolean
  /** How many offers were made here. */
  readonly made: number
  /** The one without an answer. */
  readonly offered: { readonly id: number; readonly sdp: string; readonly againAt: number } | null
  /** The last offer of theirs that was answered. */
  readonly answered: { readonly of: number; readonly made: number; readonly sdp: string } | null
  /** Offers of theirs up to this one were given up. */
  readonly void: number
  /** Heard while the connection was busy; the newest of each kind. */
  readonly waiting: readonly HeardDescription[]
  /** Name fragments (RFC 8839 §5.4) of their descriptions that were taken; those of the last one are `current`. */
  readonly past: readonly string[]
  readonly current: readonly string[]
  /** Candidates of a description that was not taken yet. */
  readonly early: readonly CallCandidate[]
  /** Our own candidates, to be said again with what they belong to. */
  readonly found: readonly CallCandidate[]
}

export type TalkInput =
  | { readonly type: 'needed' }
  | { readonly type: 'heard'; readonly what: HeardDescription }
  | { readonly type: 'heard_candidate'; readonly candidate: CallCandidate }
  | { readonly type: 'found'; readonly candidate: CallCandidate }
  /** The connection made an offer, or took one and made the answer. */
  | { readonly type: 'described'; readonly sdp: string }
  /** The connection took an answer. */
  | { readonly type: 'taken' }
  /** The other side may have missed what was said. */
  | { readonly type: 'repeat' }
  | { readonly type: 'tick' }

export type TalkEffect =
  | { readonly do: 'offer' }
  | { readonly do: 'take_offer'; readonly sdp: string }
  | { readonly do: 'take_answer'; readonly sdp: string }
  | { readonly do: 'add_candidate'; readonly candidate: CallCandidate }
  | { readonly do: 'say_offer'; readonly id: number; readonly after: number; readonly sdp: string }
  | { readonly do: 'say_answer'; readonly of: number; readonly made: number; readonly sdp: string }
  | { readonly do: 'say_candidate'; readonly candidate: CallCandidate }

export type TalkStep = { readonly talk: Negotiation; readonly effects: readonly TalkEffect[] }

export const offerAgainMs = 3_000
/** More than any browser has, and a bound. */
const candidatesKept = 64

export const newTalk = (polite: boolean): Negotiation => ({
  polite,
  doing: null,
  wants: false,
  made: 0,
  offered: null,
  answered: null,
  void: 0,
  waiting: [],
  past: [],
  current: [],
  early: [],
  found: [],
})

/** Nothing of theirs was taken: any page of theirs may still be the other side. */
export const isFresh = ({ answered, current, doing }: Negotiation): boolean =>
  answered === null && current.length === 0 && (doing === null || doing.do === 'offer')

/** When a tick is due; null: never. */
export const talkDue = ({ offered, doing }: Negotiation): number | null => (doing === null && offered !== null ? offered.againAt : null)

export function talkStep(talk: Negotiation, input: TalkInput, now: number): TalkStep {
  switch (input.type) {
    case 'needed':
      return settled({ ...talk, wants: true }, [])
    case 'heard':
      return settled({ ...talk, waiting: [...talk.waiting.filter(({ kind }) => kind !== input.what.kind), input.what] }, [])
    case 'heard_candidate':
      return withCandidate(talk, input.candidate)
    case 'found':
      return {
        talk: { ...talk, found: [...talk.found, input.candidate].slice(-candidatesKept) },
        effects: [{ do: 'say_candidate', candidate: input.candidate }],
      }
    case 'described':
      return described(talk, input.sdp, now)
    case 'taken':
      return talk.doing?.do === 'take_answer' ? settled({ ...talk, doing: null, offered: null }, []) : only(talk)
    case 'repeat':
      return repeated(talk, now)
    case 'tick':
      return talk.offered !== null && now >= talk.offered.againAt ? repeated(talk, now) : only(talk)
    default:
      return assertNever(input)
  }
}

const only = (talk: Negotiation, ...effects: readonly TalkEffect[]): TalkStep => ({ talk, effects })

const sayOffer = (talk: Negotiation, id: number, sdp: string): TalkEffect => ({ do: 'say_offer', id, after: talk.answered?.of ?? 0, sdp })
const sayFound = ({ found }: Negotiation): TalkEffect[] => found.map((candidate) => ({ do: 'say_candidate', candidate }))

function repeated(talk: Negotiation, now: number): TalkStep {
  const { offered } = talk
  if (offered === null) return only(talk)
  const next = { ...talk, offered: { ...offered, againAt: now + offerAgainMs } }
  return only(next, sayOffer(talk, offered.id, offered.sdp), ...sayFound(talk))
}

/** `found` begins anew with each description: what belonged to the one before is of no use. */
function described(talk: Negotiation, sdp: string, now: number): TalkStep {
  const { doing } = talk
  if (doing?.do === 'offer') {
    const offered = { id: talk.made + 1, sdp, againAt: now + offerAgainMs }
    return settled({ ...talk, doing: null, made: offered.id, offered, found: ofDescription(talk.found, sdp) }, [
      sayOffer(talk, offered.id, sdp),
    ])
  }
  if (doing?.do !== 'take_offer') return only(talk)
  const answered = { of: doing.id, made: talk.made, sdp }
  return settled({ ...talk, doing: null, answered, found: ofDescription(talk.found, sdp) }, [{ do: 'say_answer', ...answered }])
}

const ofDescription = (found: readonly CallCandidate[], sdp: string): readonly CallCandidate[] => {
  const names = fragmentsOf(sdp)
  return found.filter(({ usernameFragment }) => usernameFragment === null || names.includes(usernameFragment))
}

/** Goes on with what waits, as far as the connection is free. */
function settled(before: Negotiation, effects: readonly TalkEffect[]): TalkStep {
  if (before.doing !== null) return { talk: before, effects }
  const [next, ...waiting] = before.waiting
  const talk = { ...before, waiting }
  if (next !== undefined) {
    const step = next.kind === 'offer' ? heardOffer(talk, next) : heardAnswer(talk, next)
    return settled(step.talk, [...effects, ...step.effects])
  }
  if (!talk.wants || talk.offered !== null) return { talk, effects }
  return { talk: { ...talk, wants: false, doing: { do: 'offer' } }, effects: [...effects, { do: 'offer' }] }
}

function heardOffer(talk: Negotiation, { id, after, sdp }: HeardOffer): TalkStep {
  const { answered, offered, polite } = talk
  if (answered !== null && id <= answered.of)
    return id < answered.of ? only(talk) : only(talk, { do: 'say_answer', ...answered }, ...sayFound(talk))
  if (id <= talk.void) return only(talk)
  // They answered ours already and their answer is late: theirs comes again once that is taken. Or theirs gives way.
  if (offered !== null && (!polite || after === offered.id)) return only(talk)
  const taken = withRemote({ ...talk, offered: null, doing: { do: 'take_offer', id } }, sdp)
  return only(taken.talk, { do: 'take_offer', sdp }, ...taken.effects)
}

function heardAnswer(talk: Negotiation, { of, made, sdp }: HeardAnswer): TalkStep {
  if (talk.offered?.id !== of) return only(talk)
  const taken = withRemote({ ...talk, doing: { do: 'take_answer' }, void: Math.max(talk.void, made) }, sdp)
  return only(taken.talk, { do: 'take_answer', sdp }, ...taken.effects)
}

/** Their description is on its way into the connection, and the candidates that waited for it come behind it. */
function withRemote(talk: Negotiation, sdp: string): TalkStep {
  const current = fragmentsOf(sdp)
  const past = [...talk.past, ...talk.current].filter((name) => !current.includes(name)).slice(-candidatesKept)
  const isOfIt = ({ usernameFragment: name }: CallCandidate): boolean => name === null || current.includes(name)
  return {
    talk: { ...talk, past, current, early: talk.early.filter((candidate) => !isOfIt(candidate)) },
    effects: talk.early.filter(isOfIt).map((candidate) => ({ do: 'add_candidate', candidate })),
  }
}

function withCandidate(talk: Negotiation, candidate: CallCandidate): TalkStep {
  const { usernameFragment: name } = candidate
  if (name === null ? talk.current.length > 0 : talk.current.includes(name)) return only(talk, { do: 'add_candidate', candidate })
  if (name !== null && talk.past.includes(name)) return only(talk)
  return only({ ...talk, early: [...talk.early, candidate].slice(-candidatesKept) })
}

export const fragmentsOf = (sdp: string): string[] => [
  ...new Set([...sdp.matchAll(/^a=ice-ufrag:(\S+)\s*$/gm)].map(([, name]) => name ?? '')),
]
