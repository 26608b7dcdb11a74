/** Rules about who asks and whom it is aimed at: roles, restrictions, tiers, blocks. */
import { tier as tiers } from '../../contract/policy.ts'
import type { Restriction } from '../../contract/policy.ts'
import { traitsOf } from './actions.ts'
import { restrictionOf } from './facts.ts'
import { no, ruleFor } from './rule.ts'
import type { Ask, No, Rule } from './rule.ts'

const restricted = ({ actor, object, context }: Ask, kind: Restriction['kind']): Restriction | null =>
  restrictionOf(kind, actor.restrictions, object.session?.id ?? null, context.now)

const factsOf = ({ action_id, expires_at }: Restriction): No['facts'] => ({ moderation_action: action_id, expires_at })

export const operatorsOnly: Rule = {
  name: 'operators_only',
  against: ({ action }) =>
    traitsOf(action).operatorsOnly === true ? no('insufficient_role', { needs: [...(traitsOf(action).operators ?? [])] }) : null,
}

const byRestriction = (name: string, kind: Restriction['kind'], code: 'banned' | 'kicked'): Rule => ({
  name,
  against: (ask) => {
    const found = traitsOf(ask.action).isWayOut === true ? null : restricted(ask, kind)
    return found === null ? null : no(code, factsOf(found))
  },
})

export const notBanned = byRestriction('not_banned', 'ban', 'banned')
export const notKicked = byRestriction('not_kicked', 'kick', 'kicked')

/** An invitation carries words too: its sender's name. */
export const notMuted = ruleFor('not_muted', ['chat.send', 'chat.type', 'consent.request'], (ask) => {
  const found = restricted(ask, 'mute')
  return found === null ? null : no('muted', factsOf(found))
})

export const notQuarantined: Rule = {
  name: 'not_quarantined',
  against: (ask) => {
    const found = traitsOf(ask.action).isWayOut === true ? null : restricted(ask, 'quarantine')
    const may = (ask.context.to ?? ask.context.mode)?.policies.quarantined_may ?? ['chat.read']
    return found === null || may.includes(ask.action) ? null : no('quarantined', factsOf(found))
  },
}

export const tierHighEnough: Rule = {
  name: 'tier_high_enough',
  against: ({ actor, action, context }) => {
    const needed = (context.to ?? context.mode)?.policies.min_tier[action]
    const isBelow = needed !== undefined && tiers.options.indexOf(actor.tier) < tiers.options.indexOf(needed)
    return isBelow && traitsOf(action).isWayOut !== true ? no('tier_too_low', { tier: actor.tier, needs: needed }) : null
  },
}

export const notOneself: Rule = {
  name: 'not_oneself',
  against: ({ actor, object }) => (object.person?.id === actor.id ? no('own_person') : null),
}

/** What two people do with each other. Ways out stay open between them. */
const together = [
  'chat.open',
  'chat.send',
  'chat.type',
  'signal.send',
  'consent.request',
  'consent.grant',
  'room.join',
  'media.token',
  'session.create',
  'session.transition',
] as const

export const notBlocked = ruleFor('not_blocked', together, ({ object: { person } }) =>
  person?.isBlocked === true ? no('blocked', { person: person.id }) : null,
)

/** Nobody is led to somebody who is banned or in quarantine. */
export const peerAvailable = ruleFor('peer_available', ['consent.request', 'consent.grant'], ({ object: { person }, context: { now } }) => {
  const found = (['ban', 'quarantine'] as const).find((kind) => restrictionOf(kind, person?.restrictions ?? [], null, now) !== null)
  return found === undefined || person === null ? null : no('peer_unavailable', { person: person.id, restriction: found })
})

export const peerIsMember = ruleFor('peer_is_member', ['signal.send'], ({ object: { person } }) =>
  person?.isMember === true ? null : no('peer_not_member', { person: person?.id ?? null }),
)
