/**
 * All rules in the order in which they are asked; the first that is against it names the denial. First what concerns the person, then
 * what hides things from strangers, then what the mode and the session say.
 */
import { policyAction } from '../../contract/policy.ts'
import type { PolicyAction } from '../../contract/policy.ts'
import { addresseeAnswers, answerableStill, consentStands } from './consent-rules.ts'
import {
  notBanned,
  notBlocked,
  notKicked,
  notMuted,
  notOneself,
  notQuarantined,
  operatorsOnly,
  peerAvailable,
  peerIsMember,
  tierHighEnough,
} from './person-rules.ts'
import type { Rule } from './rule.ts'
import {
  audienceOffered,
  belongs,
  hasRoom,
  isMember,
  modeAllows,
  modeHasCapability,
  modeOffered,
  objectThere,
  ofTheParties,
  ownsSession,
  sessionActive,
  slowMode,
  transitionOffered,
  wordsWelcome,
} from './session-rules.ts'

export const rules: readonly Rule[] = [
  operatorsOnly,
  notBanned,
  objectThere,
  ofTheParties,
  notKicked,
  sessionActive,
  modeOffered,
  modeHasCapability,
  modeAllows,
  audienceOffered,
  notMuted,
  notQuarantined,
  tierHighEnough,
  isMember,
  belongs,
  ownsSession,
  notOneself,
  notBlocked,
  peerAvailable,
  peerIsMember,
  addresseeAnswers,
  answerableStill,
  transitionOffered,
  consentStands,
  hasRoom,
  slowMode,
  wordsWelcome,
]

const ofAction = new Map(
  policyAction.options.map((action) => [action, rules.filter(({ actions }) => actions === undefined || actions.includes(action))]),
)

/** Those about an action, in the same order. On the way of every message, so they are sorted out once. */
export const rulesAbout = (action: PolicyAction): readonly Rule[] => ofAction.get(action) ?? rules
