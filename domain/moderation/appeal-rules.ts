/** Who may appeal against what, and who decides. Pure. */
import type { Failure } from '../../contract/errors.ts'
import type { UserId } from '../../contract/ids.ts'
import type { AppealState } from '../../contract/moderation.ts'
import type { Role } from '../../contract/roles.ts'
import type { ActionRecord } from './action-rules.ts'

/** A warning can be appealed for so long. */
const warningMs = 30 * 86_400_000

const notHere: Failure = { code: 'not_found', detail: 'There is no such route or object.' }
const isOver: Failure = { code: 'invalid_transition', detail: 'The action does not hold any more.' }
const isDecided: Failure = { code: 'invalid_transition', detail: 'The appeal is decided.' }
const isThere: Failure = { code: 'already_appealed', detail: 'There is an appeal against this action already.' }
const ownAct: Failure = { code: 'policy_denied', detail: 'Somebody else decides on what you did; an owner may.' }

type Appealed = Pick<ActionRecord, 'user' | 'kind' | 'at' | 'expiresAt' | 'liftedAt'>

/** Why a person can not appeal against an action (null: there is none); null when they can. Once per action. */
export const appealRefusal = (user: UserId, action: Appealed | null, hasAppeal: boolean, now: number): Failure | null => {
  if (action === null || action.user !== user) return notHere
  const until = action.kind === 'warn' ? action.at + warningMs : action.expiresAt
  if (action.liftedAt !== null || (until !== null && until <= now)) return isOver
  return hasAppeal ? isThere : null
}

/** `id` null: the app's server, which speaks for its owner. */
export type Decider = { readonly id: UserId | null; readonly role: Role }

/** Four eyes: who took an action does not decide on the appeal against it, unless they own the app. */
export const decisionRefusal = (
  decider: Decider,
  { state, by }: { readonly state: AppealState; readonly by: UserId | null },
): Failure | null => {
  if (state !== 'open') return isDecided
  return by === decider.id && decider.role !== 'owner' ? ownAct : null
}
