/**
 * All rules in the order in which they are asked; the first that is against it names the denial. First what concerns the person, then
 * what hides things from strangers, then what the mode and the session say.
 */
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
