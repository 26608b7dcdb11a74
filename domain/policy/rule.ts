/** The form of a rule. Rules see one person's ask; what operators and the platform may is a table in `actions.ts`. */
import type { DenialCode, PolicyAction, PolicyFacts } from '../../contract/policy.ts'
import type { PolicyContext, PolicyObject, UserActor } from './facts.ts'

export type Ask = {
  readonly actor: UserActor
  readonly action: PolicyAction
  readonly object: PolicyObject
  readonly context: PolicyContext
}

/** Why not, and what it was seen from. */
export type No = { readonly code: DenialCode; readonly facts: PolicyFacts }

export type Rule = {
  readonly name: string
  /** The actions it is about; without them it is about all. */
  readonly actions?: readonly PolicyAction[]
  /** Null when the rule has nothing against it. */
  readonly against: (ask: Ask) => No | null
}

export const no = (code: DenialCode, facts: PolicyFacts = {}): No => ({ code, facts })

/** A rule about some actions alone. */
export const ruleFor = (name: string, actions: readonly PolicyAction[], against: Rule['against']): Rule => ({ name, actions, against })
