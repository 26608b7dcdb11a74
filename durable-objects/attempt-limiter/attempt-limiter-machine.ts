/**
 * Who may try to get in. Rules [AL…] are in `../SPEC.md`. No clock and no I/O: time comes in, effects say what to persist.
 * What begins is counted at once and given back when it turns out to be right, so attempts at the same time can not slip through.
 */
import type { GcraState, Rate, Taken } from '../../domain/limits/gcra.ts'
import { drained, giveBack, take, unused, unusedAt } from '../../domain/limits/gcra.ts'
import { decisionOf } from '../../domain/limits/rate-decision.ts'
import type { RateDecision, RatePolicy } from '../../domain/limits/rate-decision.ts'
import { assertNever } from '../runtime/assert-never.ts'
import type { AttemptPolicy, Purpose } from './attempt-policy.ts'
import { attemptLimits } from './attempt-policy.ts'

/** An address that tried lately. `guess` and `request`: how much of what is shared it used. */
export type Visitor = Readonly<Record<Purpose, number>> & { readonly perMinute: number; readonly own: GcraState }

export type AttemptState = {
  /** By address; under `nowhere` all whose address is not known. */
  readonly visitors: ReadonlyMap<string, Visitor>
  readonly shared: Readonly<Record<Purpose, GcraState>>
  /** When an address last got in. */
  readonly known: ReadonlyMap<string, number>
}

export type AttemptInput =
  | { readonly type: 'begin'; readonly address: string | null; readonly purpose: Purpose; readonly perMinute: number }
  | { readonly type: 'succeeded'; readonly address: string | null }
  | { readonly type: 'undecided'; readonly address: string | null; readonly purpose: Purpose }
  /** Time has passed. */
  | { readonly type: 'forget' }

/** Null: delete what is stored. */
export type AttemptEffect =
  | { readonly type: 'visitor'; readonly address: string; readonly visitor: Visitor | null }
  | { readonly type: 'shared'; readonly purpose: Purpose; readonly used: GcraState | null }
  | { readonly type: 'known'; readonly address: string; readonly at: number | null }

export type AttemptStep = {
  readonly state: AttemptState
  readonly effects: readonly AttemptEffect[]
  /** Of `begin` alone: the limit of the address, or the one that says no longest. */
  readonly decision: RateDecision | null
}

export const nothingTried: AttemptState = { visitors: new Map(), shared: { guess: unused, request: unused }, known: new Map() }

export const nowhere = ''
const purposes = ['guess', 'request'] as const satisfies readonly Purpose[]
const newcomer = { guess: 0, request: 0, own: unused } as const

export const step = (policy: AttemptPolicy, state: AttemptState, input: AttemptInput, now: number): AttemptStep => {
  switch (input.type) {
    case 'begin':
      return begin(policy, state, input, now)
    case 'succeeded':
      return settled(state, policy.byAddress ? arrived(policy, state, input.address, now) : oneBack(policy, state, input.address, 'guess'))
    case 'undecided':
      return settled(state, oneBack(policy, state, input.address, input.purpose))
    case 'forget':
      return settled(state, outdated(policy, state, now))
    default:
      return assertNever(input)
  }
}

export const isForgotten = ({ visitors, shared, known }: AttemptState): boolean =>
  visitors.size === 0 && known.size === 0 && purposes.every((purpose) => shared[purpose].used === 0)

/** When there is something to forget, at the latest; null when nothing is remembered. */
export const forgetDue = (policy: AttemptPolicy, { visitors, shared, known }: AttemptState): number | null => {
  const used = purposes.filter((purpose) => shared[purpose].used > 0)
  const idle = [
    ...[...visitors.values()].map(({ own, perMinute }) => unusedAt(own, ownRate(perMinute))),
    ...used.map((purpose) => unusedAt(shared[purpose], policy.shared[purpose])),
  ]
  // All that drains is forgotten together; who is known stays longer.
  if (idle.length > 0) return Math.max(...idle)
  return known.size === 0 ? null : Math.min(...known.values()) + attemptLimits.knownMs
}

type Counted = { readonly policy: RatePolicy; readonly taken: Taken }

const counted = (policy: RatePolicy, state: GcraState, now: number): Counted => ({
  policy,
  taken: take(state, { ...policy, cost: 1 }, now),
})

const begin = (
  policy: AttemptPolicy,
  state: AttemptState,
  { address, purpose, perMinute }: Extract<AttemptInput, { type: 'begin' }>,
  now: number,
): AttemptStep => {
  const place = address ?? nowhere
  const visitor = state.visitors.get(place) ?? { ...newcomer, perMinute }
  const own = policy.byAddress ? counted({ name: 'sign_in', ...ownRate(perMinute) }, visitor.own, now) : null
  const all = isKnown(state, place, now) ? null : counted(sharedPolicy(policy, purpose, perMinute), state.shared[purpose], now)
  const decisions = [own, all].filter((limit) => limit !== null).map((limit) => decisionOf(limit.policy, limit.taken))
  const [refused] = decisions.filter(({ ok }) => !ok).toSorted((a, b) => b.retryAfterMs - a.retryAfterMs)
  if (refused !== undefined) return { state, effects: [], decision: refused }
  const used = visitor[purpose] + (all === null ? 0 : 1)
  const effects: AttemptEffect[] = [
    ...(all === null ? [] : [{ type: 'shared', purpose, used: all.taken.state } as const]),
    ...(own === null
      ? []
      : [{ type: 'visitor', address: place, visitor: { ...visitor, [purpose]: used, perMinute, own: own.taken.state } } as const]),
  ]
  return { ...settled(state, effects), decision: decisions[0] ?? null }
}

/** An app that allows its people more than is usual is visited by more of them from one address. */
const sharedPolicy = (policy: AttemptPolicy, purpose: Purpose, perMinute: number): RatePolicy => {
  const shared = policy.shared[purpose]
  return policy.byAddress ? shared : { ...shared, limit: Math.max(shared.limit, attemptLimits.peoplePerAddress * perMinute) }
}

const ownRate = (perMinute: number): Rate => ({ limit: perMinute, periodMs: attemptLimits.ownPeriodMs })

const isKnown = (state: AttemptState, address: string, now: number): boolean => {
  const at = state.known.get(address)
  return at !== undefined && now - at < attemptLimits.knownMs
}

const arrived = (policy: AttemptPolicy, state: AttemptState, address: string | null, now: number): AttemptEffect[] =>
  address === null ? oneBack(policy, state, null, 'guess') : [...forgiven(state, address), ...recognised(state, address, now)]

/** All that the address used is given back. */
const forgiven = (state: AttemptState, address: string): AttemptEffect[] => {
  const visitor = state.visitors.get(address)
  if (visitor === undefined) return []
  const used = purposes.filter((purpose) => visitor[purpose] > 0)
  return [
    { type: 'visitor', address, visitor: null },
    ...used.map((purpose): AttemptEffect => ({ type: 'shared', purpose, used: giveBack(state.shared[purpose], visitor[purpose]) })),
  ]
}

/** One attempt is given back. Not more: whoever guesses at many e-mails could get into one of their own in between. */
const oneBack = (policy: AttemptPolicy, state: AttemptState, address: string | null, purpose: Purpose): AttemptEffect[] => {
  const place = address ?? nowhere
  const back: AttemptEffect = { type: 'shared', purpose, used: giveBack(state.shared[purpose], 1) }
  if (!policy.byAddress) return [back]
  const visitor = state.visitors.get(place)
  if (visitor === undefined) return []
  const next = { ...visitor, [purpose]: Math.max(0, visitor[purpose] - 1), own: giveBack(visitor.own, 1) }
  return [...(visitor[purpose] > 0 ? [back] : []), { type: 'visitor', address: place, visitor: next }]
}

const recognised = ({ known }: AttemptState, address: string, now: number): AttemptEffect[] => {
  const others = [...known].filter(([other]) => other !== address).toSorted(([, a], [, b]) => b - a)
  return [
    { type: 'known', address, at: now },
    ...others.slice(attemptLimits.known - 1).map(([other]): AttemptEffect => ({ type: 'known', address: other, at: null })),
  ]
}

const outdated = (policy: AttemptPolicy, { visitors, shared, known }: AttemptState, now: number): AttemptEffect[] => {
  const isIdle = (used: GcraState, rate: Rate): boolean => drained(used, rate, now).used === 0
  const gone = [...visitors].filter(([, { own, perMinute }]) => isIdle(own, ownRate(perMinute)))
  const full = purposes.filter((purpose) => shared[purpose].used > 0 && isIdle(shared[purpose], policy.shared[purpose]))
  const old = [...known].filter(([, at]) => now - at >= attemptLimits.knownMs)
  return [
    ...gone.map(([address]): AttemptEffect => ({ type: 'visitor', address, visitor: null })),
    ...full.map((purpose): AttemptEffect => ({ type: 'shared', purpose, used: null })),
    ...old.map(([address]): AttemptEffect => ({ type: 'known', address, at: null })),
  ]
}

const settled = (state: AttemptState, effects: readonly AttemptEffect[]): AttemptStep => ({
  state: effects.reduce(applied, state),
  effects,
  decision: null,
})

const applied = (state: AttemptState, effect: AttemptEffect): AttemptState => {
  switch (effect.type) {
    case 'visitor':
      return { ...state, visitors: withEntry(state.visitors, effect.address, effect.visitor) }
    case 'shared':
      return { ...state, shared: { ...state.shared, [effect.purpose]: effect.used ?? unused } }
    case 'known':
      return { ...state, known: withEntry(state.known, effect.address, effect.at) }
    default:
      return assertNever(effect)
  }
}

const withEntry = <V>(map: ReadonlyMap<string, V>, key: string, value: V | null): ReadonlyMap<string, V> => {
  const next = new Map(map)
  if (value === null) next.delete(key)
  else next.set(key, value)
  return next
}
