/** What the room asks the policy engine: who asks, of what, as the room knows it. A denial is a fact, whoever hears of it. */
import { assertNever } from '../../contract/assert-never.ts'
import type { UserId } from '../../contract/ids.ts'
import type { ModeManifest } from '../../contract/manifest.ts'
import { defaultPolicies } from '../../contract/policy.ts'
import type { PolicyAction } from '../../contract/policy.ts'
import { decide, deniedFact, failureOf } from '../../domain/policy/decide.ts'
import type { Actor, ConsentFacts, Denied, PersonFacts, PolicyContext, SessionFacts } from '../../domain/policy/facts.ts'
import type { Visitor } from '../../domain/realtime/people.ts'
import type { Doer, RoomAnswer } from './room-protocol.ts'
import type { RoomSession, RoomState } from './room-state.ts'
import type { Run } from './room-run.ts'
import { fact, sessionOf } from './room-run.ts'

export type Question = {
  readonly by: Doer
  readonly action: PolicyAction
  /** The other one, when it is not the other of a pair or of two parties. */
  readonly person?: PersonFacts
  /** As the pair just said; else what the session knows. */
  readonly consent?: ConsentFacts | null
  readonly to?: ModeManifest
  readonly message?: PolicyContext['message']
}

/** A member or a visitor as the one who does something. */
export const asDoer = ({ user, tier, restrictions, blocked }: Pick<Visitor, 'user' | 'tier' | 'restrictions' | 'blocked'>): Doer => ({
  actor: { kind: 'user', id: user, tier, restrictions },
  blocked,
})

export const actorId = (actor: Actor): UserId | null => (actor.kind === 'system' ? null : actor.id)

/** Null: allowed. Otherwise the answer, and the fact of it is told. */
export const denial = (run: Run, question: Question): Extract<RoomAnswer, { type: 'denied' }> | null => {
  const decision = judge(run.state, question, run.now)
  if (decision === null) return null
  const context = contextOf(run.state, question, run.now)
  const denied = deniedFact(decision, question.action, context)
  const actor = actorId(question.by.actor)
  if (actor !== null) fact(run, 'policy_denied', actor, denied)
  const wait = decision.facts['retry_after_ms']
  return { type: 'denied', denied, code: failureOf(decision).code, retryAfterMs: typeof wait === 'number' ? wait : null }
}

/** The same without leaving a trace. */
export const judge = (state: RoomState, question: Question, now: number): Denied | null => {
  const { by, action } = question
  const session = sessionOf(state)
  if (isOthersPair(state, by.actor, action)) return { allow: false, code: 'not_a_party', rule: 'of_the_pair', facts: { pair: state.id } }
  const person = question.person ?? otherOf(state, by)
  const consent = question.consent === undefined ? (session?.consent ?? null) : question.consent
  const object = { session: session === null ? null : sessionFacts(state, session, by.actor), person, consent }
  const decision = decide(by.actor, action, object, contextOf(state, question, now))
  return decision.allow ? null : decision
}

/** The thread of two people, and their consents, are those two's alone: operators delete what was reported, and read nothing. */
const isOthersPair = ({ purpose }: RoomState, actor: Actor, action: PolicyAction): boolean => {
  if (purpose.kind !== 'pair' || actor.kind === 'system') return false
  return actor.kind === 'user' ? !purpose.users.includes(actor.id) : action === 'chat.read'
}

const contextOf = (state: RoomState, { to, message }: Question, now: number): PolicyContext => {
  const session = sessionOf(state)
  return {
    now,
    mode: session?.mode ?? null,
    to: to ?? null,
    app: session?.policies ?? defaultPolicies,
    message: message ?? null,
  }
}

const sessionFacts = (state: RoomState, session: RoomSession, actor: Actor): SessionFacts => ({
  id: state.id,
  state: session.state,
  audience: session.audience,
  owner: session.owner,
  parties: session.parties,
  isMember: actor.kind === 'user' && state.people.members.has(actor.id),
  members: state.people.members.size,
})

/** Where there are only two, the other one; null where there are more. */
const otherOf = ({ purpose, people }: RoomState, { actor, blocked }: Doer): PersonFacts | null => {
  if (actor.kind !== 'user') return null
  const other = (users: readonly UserId[]): UserId | undefined => (users.length === 2 ? users.find((user) => user !== actor.id) : undefined)
  switch (purpose.kind) {
    case 'nothing':
      return null
    case 'pair': {
      const id = other(purpose.users)
      return id === undefined ? null : personFacts(id, people.members.has(id), purpose.blocked.length > 0 || blocked.includes(id))
    }
    case 'session': {
      const id = other(purpose.session.parties ?? [])
      return id === undefined ? null : personFacts(id, people.members.has(id), blocked.includes(id))
    }
    default:
      return assertNever(purpose)
  }
}

export const personFacts = (
  id: UserId,
  isMember: boolean,
  isBlocked: boolean,
  restrictions: PersonFacts['restrictions'] = [],
): PersonFacts => ({ id, isMember, isBlocked, restrictions })
