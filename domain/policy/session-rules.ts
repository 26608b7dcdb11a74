/** Rules about the session and its mode: what is there, who is in it, where it may lead. */
import { traitsOf } from './actions.ts'
import { no, ruleFor } from './rule.ts'
import type { Ask, Rule } from './rule.ts'

export const objectThere: Rule = {
  name: 'object_there',
  against: ({ action, object }) => {
    const missing = traitsOf(action).needs.filter((part) => object[part] === null)
    return missing.length === 0 ? null : no('incomplete', { missing: [...missing] })
  },
}

/** A private session is its parties' alone; without a list it is its owner's. */
const isParty = ({ actor, object: { session } }: Ask): boolean =>
  session !== null && (session.parties === null ? session.owner === actor.id : session.parties.includes(actor.id))

export const ofTheParties: Rule = {
  name: 'of_the_parties',
  against: (ask) => {
    const { session, consent } = ask.object
    const isApart = session !== null && ask.action !== 'report.create' && (session.parties !== null || session.audience === 'private')
    if (isApart && !isParty(ask)) return no('not_a_party', { session: session.id })
    const isAnswer = ask.action === 'consent.grant' || ask.action === 'consent.deny' || ask.action === 'consent.revoke'
    if (!isAnswer || consent === null || [consent.from, consent.to].includes(ask.actor.id)) return null
    return no('not_a_party', { consent: consent.id })
  },
}

const within = ['session.transition', 'room.join', 'presence.set', 'chat.send', 'chat.type', 'signal.send', 'media.token'] as const

export const sessionActive = ruleFor('session_active', within, ({ object: { session } }) => {
  if (session === null || session.state === 'active') return null
  return no(session.state === 'creating' ? 'session_not_active' : 'session_ended', { session: session.id, state: session.state })
})

const entering = ['session.create', 'session.transition', 'room.join', 'match.join'] as const

export const modeOffered = ruleFor('mode_offered', entering, ({ context: { mode, to, app } }) => {
  const wanted = to ?? mode
  const isOffered = app.modes === null || wanted === null || app.modes.includes(wanted.mode_id)
  return isOffered ? null : no('mode_disabled', { wanted: wanted.mode_id })
})

export const modeHasCapability: Rule = {
  name: 'mode_has_capability',
  against: ({ action, context: { mode } }) => {
    const { capability } = traitsOf(action)
    const isThere = mode === null || capability === null || mode.required_capabilities.includes(capability)
    return isThere ? null : no('capability_missing', { capability })
  },
}

export const modeAllows: Rule = {
  name: 'mode_allows',
  against: ({ action, context: { mode } }) =>
    mode?.policies.forbidden.includes(action) === true && traitsOf(action).isWayOut !== true ? no('forbidden_by_mode') : null,
}

export const audienceOffered = ruleFor('audience_offered', ['session.create'], ({ object: { session }, context: { mode } }) => {
  if (session === null || mode === null || mode.room.audiences.includes(session.audience)) return null
  return no('audience_not_offered', { audience: session.audience, offered: mode.room.audiences })
})

/** Outside of rooms (presence over HTTP, threads of two) there is nothing to be a member of. */
export const isMember = ruleFor('is_member', ['presence.set', 'chat.send', 'chat.type', 'signal.send'], ({ object: { session } }) =>
  session === null || session.isMember ? null : no('not_a_member', { session: session.id }),
)

/** A party of a call may ask for its media before it connects; who owns a session may lead it on without being in it. */
export const belongs = ruleFor('belongs', ['media.token', 'session.transition'], (ask) => {
  const { session } = ask.object
  return session === null || session.isMember || isParty(ask) || session.owner === ask.actor.id
    ? null
    : no('not_a_member', { session: session.id })
})

/** Who leads a session on takes everyone along, which is its owner's to do; but a call that stands on a consent takes just its two. */
const takesJustTwo = ({ action, context: { to } }: Ask): boolean =>
  action === 'session.transition' && to !== null && to.policies.consent !== null

export const ownsSession = ruleFor('owns_session', ['session.end', 'session.transition'], (ask) => {
  const { session } = ask.object
  return takesJustTwo(ask) || session === null || session.owner === ask.actor.id || (session.parties !== null && isParty(ask))
    ? null
    : no('not_the_owner', { session: session.id })
})

export const hasRoom = ruleFor('has_room', ['room.join'], ({ object: { session }, context: { mode } }) => {
  if (session === null || mode === null || session.isMember || session.members < mode.room.max_members) return null
  return no('room_full', { members: session.members, max_members: mode.room.max_members })
})

export const transitionOffered = ruleFor('transition_offered', ['session.transition'], ({ context: { mode, to } }) =>
  mode !== null && to !== null && mode.transitions.includes(to.mode_id)
    ? null
    : no('transition_not_offered', { to: to?.mode_id ?? null, offered: mode?.transitions ?? [] }),
)

export const slowMode = ruleFor('slow_mode', ['chat.send'], ({ context: { message } }) =>
  message !== null && message.waitMs > 0 ? no('slow_mode', { retry_after_ms: message.waitMs }) : null,
)

export const wordsWelcome = ruleFor('words_welcome', ['chat.send'], ({ context: { message } }) =>
  message?.isRefused === true ? no('text_refused') : null,
)
