/** The one policy engine: may this actor do this to that, here and now? Pure. Every denial names its rule and the facts it was seen from. */
import { assertNever } from '../../contract/assert-never.ts'
import { errorTable } from '../../contract/errors.ts'
import type { Failure } from '../../contract/errors.ts'
import { denialTable } from '../../contract/policy.ts'
import type { PolicyAction, PolicyDenied } from '../../contract/policy.ts'
import { traitsOf } from './actions.ts'
import type { Actor, Decision, Denied, PolicyContext, PolicyObject } from './facts.ts'
import type { Ask } from './rule.ts'
import { rulesAbout } from './rules.ts'

const allowed: Decision = { allow: true }

export const decide = (actor: Actor, action: PolicyAction, object: PolicyObject, context: PolicyContext): Decision => {
  switch (actor.kind) {
    case 'user':
      return personMay({ actor, action, object, context })
    case 'operator':
      if (traitsOf(action).operators?.includes(actor.role) === true) return allowed
      return { allow: false, code: 'insufficient_role', rule: 'operator_may', facts: { role: actor.role } }
    case 'system':
      return traitsOf(action).system === true ? allowed : { allow: false, code: 'not_for_system', rule: 'system_may', facts: {} }
    default:
      return assertNever(actor)
  }
}

const personMay = (ask: Ask): Decision => {
  for (const { name, against } of rulesAbout(ask.action)) {
    const reason = against(ask)
    if (reason !== null) return { allow: false, ...reason, rule: name }
  }
  return allowed
}

/** The `data` of the `policy_denied` fact. */
export const deniedFact = (
  { code, rule, facts }: Denied,
  action: PolicyAction,
  { mode, to }: Pick<PolicyContext, 'mode' | 'to'>,
): PolicyDenied => ({
  action,
  code,
  rule,
  mode: (to ?? mode)?.mode_id ?? null,
  facts,
})

/** What the asker hears. It never says more than `denialTable` lets it: whoever is blocked hears that the other is not available. */
export const failureOf = ({ code, facts }: Denied): Failure => {
  const { answer } = denialTable[code]
  const failure = { code: answer, detail: `${errorTable[answer].title}.` }
  const wait = facts['retry_after_ms']
  return typeof wait === 'number' ? { ...failure, retryAfterSeconds: Math.ceil(wait / 1_000) } : failure
}
