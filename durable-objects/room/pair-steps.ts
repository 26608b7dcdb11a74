/** The pair: the thread of two people, and the truth of what they consent to. Whoever asks whether a consent stands, asks here. */
import type { ErrorCode } from '../../contract/errors.ts'
import type { UserId } from '../../contract/ids.ts'
import { closeCodes } from '../../contract/socket.ts'
import type { ConsentFacts } from '../../domain/policy/facts.ts'
import type { ConsentRecord, ConsentStep } from '../../domain/realtime/consent-chain.ts'
import {
  denyConsent,
  expireConsents,
  grantConsent,
  isStanding,
  releaseConsents,
  requestConsent,
  revokeAll,
  revokeConsent,
  useConsent,
} from '../../domain/realtime/consent-chain.ts'
import { removeMember } from './presence-steps.ts'
import { actorId, denial, personFacts } from './room-policy.ts'
import type { RoomAnswer, RoomInput } from './room-protocol.ts'
import type { Run } from './room-run.ts'
import { done, refused, saveRoom } from './room-run.ts'
import type { Purpose } from './room-state.ts'

type Input<T extends RoomInput['type']> = Extract<RoomInput, { type: T }>
type Pair = Extract<Purpose, { kind: 'pair' }>

export const openPair = (run: Run, { users, epoch }: Input<'open_pair'>): RoomAnswer => {
  const { state } = run
  if (state.purpose.kind === 'pair') return done
  if (state.purpose.kind === 'session' || users[0] === users[1]) return refused('invalid_transition')
  state.epoch = epoch
  state.purpose = { kind: 'pair', users, consents: [], blocked: [] }
  saveRoom(run)
  return done
}

export const factsOfConsent = ({ id, purpose, from, to, state, expiresAt }: ConsentRecord): ConsentFacts => ({
  id,
  purpose,
  from,
  to,
  state,
  expiresAt,
})

/** As the rest of the platform may rely on: what has expired says so, also before anything noticed. */
export const consentIn = ({ purpose }: Run['state'], id: string, now: number): ConsentRecord | null => {
  const found = purpose.kind === 'pair' ? purpose.consents.find((each) => each.id === id) : undefined
  if (found === undefined) return null
  const isOver = found.expiresAt <= now && (found.state === 'requested' || found.state === 'granted')
  return isOver ? { ...found, state: 'expired', decidedAt: found.expiresAt } : found
}

export const consentRequest = (run: Run, input: Input<'consent_request'>): RoomAnswer => {
  const pair = pairOf(run)
  const from = actorId(input.by.actor)
  if (pair === null || from === null || !isOfBoth(pair, from, input.to)) return refused('not_found')
  const isBlocked = pair.blocked.length > 0 || input.by.blocked.includes(input.to)
  const person = personFacts(input.to, false, isBlocked, input.peerRestrictions)
  const denied = denial(run, { by: input.by, action: 'consent.request', person })
  if (denied !== null) return denied
  return taken(run, pair, requestConsent(pair.consents, { id: input.id, from, to: input.to, purpose: input.purpose }, run.now))
}

const isOfBoth = ({ users }: Pair, one: UserId, other: UserId): boolean => one !== other && users.includes(one) && users.includes(other)

export const consentAnswer = (run: Run, { by, id, act }: Input<'consent_answer'>): RoomAnswer => {
  const pair = pairOf(run)
  const who = actorId(by.actor)
  const consent = consentIn(run.state, id, run.now)
  if (pair === null || consent === null || who === null) return refused('not_found')
  const denied = denial(run, { by, action: `consent.${act}`, consent: factsOfConsent(consent) })
  if (denied !== null) return denied
  return taken(run, pair, acts[act](pair.consents, id, who, run.now))
}

const acts = { grant: grantConsent, deny: denyConsent, revoke: revokeConsent } as const

export const consentUse = (run: Run, { id, session }: Input<'consent_use'>): RoomAnswer => {
  const pair = pairOf(run)
  return pair === null ? refused('not_found') : taken(run, pair, useConsent(pair.consents, id, session, run.now))
}

export const consentRelease = (run: Run, { session }: Input<'consent_release'>): RoomAnswer => {
  const pair = pairOf(run)
  if (pair === null) return refused('not_found')
  keep(run, pair, releaseConsents(pair.consents, session, run.now))
  return done
}

/** What stood between the two ends, and the thread is closed to both. */
export const block = (run: Run, { by, blocked }: Input<'block'>): RoomAnswer => {
  const pair = pairOf(run)
  if (pair === null || !pair.users.includes(by)) return refused('not_found')
  if (pair.blocked.includes(by) === blocked) return done
  const next: Pair = { ...pair, blocked: blocked ? [...pair.blocked, by] : pair.blocked.filter((user) => user !== by) }
  run.state.purpose = next
  saveRoom(run)
  if (!blocked) return done
  keep(run, next, revokeAll(next.consents, by, run.now))
  for (const member of run.state.people.members.values()) removeMember(run, member, closeCodes.refused, 'not_available')
  return done
}

export const pairDue = (run: Run): void => {
  const pair = pairOf(run)
  if (pair !== null) keep(run, pair, expireConsents(pair.consents, run.now))
}

const pairOf = ({ state }: Run): Pair | null => (state.purpose.kind === 'pair' ? state.purpose : null)

const refusalOf = {
  unknown: 'not_found',
  not_yours: 'not_found',
  settled: 'invalid_transition',
  too_soon: 'rate_limited',
} as const satisfies Record<string, ErrorCode>

const taken = (run: Run, pair: Pair, step: ConsentStep): RoomAnswer => {
  if (!step.ok) return refused(refusalOf[step.reason], undefined, step.retryAfterMs === 0 ? null : step.retryAfterMs)
  keep(run, pair, step)
  return { type: 'consent', consent: step.consent }
}

/** Kept, and told: to both people, to the session that stands on it, and to the audit trail. */
const keep = (run: Run, pair: Pair, { chain, changed }: { chain: Pair['consents']; changed: readonly ConsentRecord[] }): void => {
  if (changed.length === 0) return
  run.state.purpose = { ...pair, consents: chain }
  for (const consent of changed) {
    run.state.usage.rowsWritten += 1
    run.effects.push({ type: 'save_consent', row: consent }, { type: 'evidence', consent })
    const [a, b] = pair.users
    for (const [user, peer] of [
      [a, b],
      [b, a],
    ] as const)
      run.effects.push({ type: 'tell', message: { to: 'person', user, say: { type: 'consent', consent, peer } } })
    if (consent.session !== null && !isStanding(consent, run.now)) tellSession(run, consent.session, consent)
  }
}

const tellSession = (run: Run, room: NonNullable<ConsentRecord['session']>, consent: ConsentRecord): void => {
  const say = { type: 'consent_moved', consent: factsOfConsent(consent) } as const
  run.effects.push({ type: 'tell', message: { to: 'room', room, say } })
}
