/** What each action is: the capability it takes, what it is aimed at, who but people may do it, and which are ways out. */
import type { Capability, PolicyAction } from '../../contract/policy.ts'
import type { Role } from '../../contract/roles.ts'
import type { PolicyObject } from './facts.ts'

type ActionTraits = {
  /** What the mode must have; null for what every mode has. */
  readonly capability: Capability | null
  /** What must be there to be decided on. */
  readonly needs: readonly (keyof PolicyObject)[]
  /** A way out of something, or a call for help: no restriction and no mode takes it away. */
  readonly isWayOut?: true
  /** People never may; operators with these roles do. */
  readonly operators?: readonly Role[]
  /** People may not. */
  readonly operatorsOnly?: true
  /** The platform does it by itself too. */
  readonly system?: true
}

const moderators: readonly Role[] = ['owner', 'admin', 'moderator']

export const actionTraits = {
  'session.create': { capability: null, needs: ['session'], system: true },
  'session.read': { capability: null, needs: ['session'], operators: moderators },
  'session.transition': { capability: null, needs: ['session'] },
  'session.end': { capability: null, needs: ['session'], isWayOut: true, operators: moderators, system: true },
  'room.join': { capability: null, needs: ['session'] },
  'presence.set': { capability: 'presence', needs: [] },
  'presence.read': { capability: 'presence', needs: [], operators: moderators },
  'chat.open': { capability: 'chat', needs: [] },
  'chat.read': { capability: 'chat', needs: [], operators: moderators },
  'chat.send': { capability: 'chat', needs: [] },
  'chat.type': { capability: 'chat', needs: [] },
  'chat.delete': { capability: 'chat', needs: [], operators: moderators, operatorsOnly: true },
  'signal.send': { capability: 'signalling', needs: ['session', 'person'] },
  'consent.request': { capability: 'consent', needs: ['person'] },
  'consent.grant': { capability: null, needs: ['consent', 'person'] },
  'consent.deny': { capability: null, needs: ['consent'], isWayOut: true },
  'consent.revoke': { capability: null, needs: ['consent'], isWayOut: true, system: true },
  'media.token': { capability: 'media', needs: ['session'] },
  'match.join': { capability: 'matching', needs: [] },
  'match.skip': { capability: 'matching', needs: [] },
  'report.create': { capability: null, needs: ['person'], isWayOut: true },
  'block.set': { capability: null, needs: ['person'], isWayOut: true },
  'moderation.read': { capability: null, needs: [], operators: moderators, operatorsOnly: true },
  'moderation.act': { capability: null, needs: ['person'], operators: moderators, operatorsOnly: true, system: true },
} as const satisfies Record<PolicyAction, ActionTraits>

export const traitsOf = (action: PolicyAction): ActionTraits => actionTraits[action]
