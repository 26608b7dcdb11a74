/** One good ask for every action, and what can be wrong with one: the two axes of the policy matrix. */
import type { ModeManifest } from '../../contract/manifest.ts'
import { userId } from '../../contract/ids.ts'
import type { UserId } from '../../contract/ids.ts'
import { defaultPolicies, policyAction } from '../../contract/policy.ts'
import type { DenialCode, PolicyAction, Restriction } from '../../contract/policy.ts'
import { platformModes } from '../../domain/modes/platform-modes.ts'
import type { ConsentFacts, PersonFacts, PolicyContext, PolicyObject, SessionFacts, UserActor } from '../../domain/policy/facts.ts'

export const now = 1_795_000_000_000
export const actions: readonly PolicyAction[] = policyAction.options

const user = (n: number): UserId => userId.parse(`01939b7e-0000-7000-8000-00000000b00${n}`)
export const [me, other, stranger] = [user(1), user(2), user(3)]

const modes = platformModes()
export const mode = (id: string): ModeManifest => {
  const found = modes.find(id)
  if (found === null) throw new Error(`there is no mode ${id}`)
  return found
}

export type Ask = { actor: UserActor; action: PolicyAction; object: PolicyObject; context: PolicyContext }

export const member: UserActor = { kind: 'user', id: me, tier: 'member', restrictions: [] }
export const party: SessionFacts = {
  id: 's-party',
  state: 'active',
  audience: 'public',
  owner: me,
  parties: null,
  isMember: true,
  members: 12,
}
export const call: SessionFacts = {
  id: 's-call',
  state: 'active',
  audience: 'private',
  owner: me,
  parties: [me, other],
  isMember: true,
  members: 2,
}
export const peer: PersonFacts = { id: other, isMember: true, isBlocked: false, restrictions: [] }
export const granted: ConsentFacts = { id: 'c-1', purpose: 'private_call', from: other, to: me, state: 'granted', expiresAt: now + 60_000 }

const nothing: PolicyObject = { session: null, person: null, consent: null }
const context: PolicyContext = { now, mode: mode('party'), to: null, app: defaultPolicies, message: null }
const ask = (action: PolicyAction, object: Partial<PolicyObject>, more: Partial<PolicyContext> = {}): Ask => ({
  actor: member,
  action,
  object: { ...nothing, ...object },
  context: { ...context, ...more },
})
const calling = { mode: mode('private-call') }

/** What people ask for, each so that it is allowed. The rest is for operators alone. */
const good: Partial<Record<PolicyAction, Ask>> = {
  'session.create': ask('session.create', { session: { ...party, state: 'creating', isMember: false, members: 0 } }),
  'session.read': ask('session.read', { session: party }),
  'session.transition': ask('session.transition', { session: party, consent: granted, person: peer }, { to: mode('private-call') }),
  'session.end': ask('session.end', { session: party }),
  'room.join': ask('room.join', { session: { ...call, isMember: false, members: 1 }, person: peer, consent: granted }, calling),
  'presence.set': ask('presence.set', { session: party }),
  'presence.read': ask('presence.read', {}),
  'chat.open': ask('chat.open', { person: peer }, { mode: null }),
  'chat.read': ask('chat.read', { session: party }),
  'chat.send': ask('chat.send', { session: party }, { message: { waitMs: 0, isRefused: false } }),
  'chat.type': ask('chat.type', { session: party }),
  'signal.send': ask('signal.send', { session: call, person: peer, consent: granted }, calling),
  'consent.request': ask('consent.request', { session: party, person: peer }),
  'consent.grant': ask('consent.grant', { consent: { ...granted, state: 'requested' }, person: peer }),
  'consent.deny': ask('consent.deny', { consent: { ...granted, state: 'requested' } }),
  'consent.revoke': ask('consent.revoke', { consent: granted }),
  'media.token': ask('media.token', { session: call, person: peer, consent: granted }, calling),
  'match.join': ask('match.join', {}, { mode: mode('random') }),
  'match.skip': ask('match.skip', {}, { mode: mode('random') }),
  'report.create': ask('report.create', { session: party, person: peer }),
  'block.set': ask('block.set', { person: peer }),
}
export const goodAsks: readonly Ask[] = Object.values(good)
export const goodAsk = (action: PolicyAction): Ask => {
  const found = good[action]
  if (found === undefined) throw new Error(`people never ask for ${action}`)
  return found
}

export const waysOut: readonly PolicyAction[] = ['session.end', 'consent.deny', 'consent.revoke', 'report.create', 'block.set']

const but = (...except: readonly PolicyAction[]): readonly PolicyAction[] =>
  goodAsks.map(({ action }) => action).filter((action) => !except.includes(action))

const laid = (kind: Restriction['kind'], more: Partial<Restriction> = {}): Restriction => ({
  kind,
  action_id: 'a-1',
  session_id: null,
  expires_at: now + 1,
  ...more,
})
const restrictedBy =
  (restriction: Restriction) =>
  (asked: Ask): Ask => ({ ...asked, actor: { ...asked.actor, restrictions: [restriction] } })
const inSession =
  (change: (session: SessionFacts) => Partial<SessionFacts>) =>
  (asked: Ask): Ask => {
    const { session } = asked.object
    return session === null ? asked : { ...asked, object: { ...asked.object, session: { ...session, ...change(session) } } }
  }
const ofPerson =
  (change: Partial<PersonFacts>) =>
  (asked: Ask): Ask => {
    const { person } = asked.object
    return person === null ? asked : { ...asked, object: { ...asked.object, person: { ...person, ...change } } }
  }
const ofConsent =
  (change: Partial<ConsentFacts> | null) =>
  (asked: Ask): Ask => {
    const { consent } = asked.object
    return consent === null ? asked : { ...asked, object: { ...asked.object, consent: change === null ? null : { ...consent, ...change } } }
  }
const inContext =
  (change: (context: PolicyContext) => Partial<PolicyContext>) =>
  (asked: Ask): Ask => ({ ...asked, context: { ...asked.context, ...change(asked.context) } })
const ofModes = (change: (found: ModeManifest) => Partial<ModeManifest>): ((asked: Ask) => Ask) => {
  const changed = (found: ModeManifest | null): ModeManifest | null => (found === null ? null : { ...found, ...change(found) })
  return inContext(({ mode: at, to }) => ({ mode: changed(at), to: changed(to) }))
}

const within: readonly PolicyAction[] = [
  'session.transition',
  'room.join',
  'presence.set',
  'chat.send',
  'chat.type',
  'signal.send',
  'media.token',
]
const onConsent: readonly PolicyAction[] = ['session.transition', 'room.join', 'signal.send', 'media.token']
const ofSessions: readonly PolicyAction[] = goodAsks.flatMap(({ action, object }) => (object.session === null ? [] : [action]))
const withPerson: readonly PolicyAction[] = goodAsks.flatMap(({ action, object }) => (object.person === null ? [] : [action]))

export type Wrong = {
  readonly name: string
  readonly does: (asked: Ask) => Ask
  /** What it denies, and how. All else stays as it was. */
  readonly denies: readonly PolicyAction[]
  readonly code: DenialCode
  /** Where another rule comes first, or where the same wrong means something else. */
  readonly elsewhere?: Partial<Record<PolicyAction, DenialCode>>
}

/** Each is one thing wrong with an ask that was good. */
export const wrongs: readonly Wrong[] = [
  { name: 'a ban', does: restrictedBy(laid('ban')), denies: but(...waysOut), code: 'banned' },
  { name: 'a ban without end', does: restrictedBy(laid('ban', { expires_at: null })), denies: but(...waysOut), code: 'banned' },
  { name: 'a ban that has ended', does: restrictedBy(laid('ban', { expires_at: now })), denies: [], code: 'banned' },
  { name: 'a ban from another session', does: restrictedBy(laid('ban', { session_id: 's-9' })), denies: [], code: 'banned' },
  {
    name: 'a kick from the party',
    does: restrictedBy(laid('kick', { session_id: party.id })),
    denies: [
      'session.create',
      'session.read',
      'session.transition',
      'presence.set',
      'chat.read',
      'chat.send',
      'chat.type',
      'consent.request',
    ],
    code: 'kicked',
  },
  { name: 'a mute', does: restrictedBy(laid('mute')), denies: ['chat.send', 'chat.type', 'consent.request'], code: 'muted' },
  {
    name: 'a quarantine',
    does: restrictedBy(laid('quarantine')),
    denies: [
      'session.read',
      'session.transition',
      'room.join',
      'chat.open',
      'chat.send',
      'chat.type',
      'signal.send',
      'consent.request',
      'consent.grant',
      'media.token',
    ],
    code: 'quarantined',
  },
  {
    name: 'a tier that is too low',
    does: ofModes(({ policies }) => ({
      policies: { ...policies, min_tier: Object.fromEntries(actions.map((action) => [action, 'trusted'])) },
    })),
    denies: but(...waysOut, 'chat.open'),
    code: 'tier_too_low',
  },
  {
    name: 'a mode that the app does not use',
    does: inContext(({ app }) => ({ app: { ...app, modes: ['broadcast'] } })),
    denies: ['session.create', 'session.transition', 'room.join', 'match.join'],
    code: 'mode_disabled',
  },
  {
    name: 'a mode of nothing',
    does: ofModes(() => ({ required_capabilities: ['watch'] })),
    denies: [
      'presence.set',
      'presence.read',
      'chat.read',
      'chat.send',
      'chat.type',
      'signal.send',
      'consent.request',
      'media.token',
      'match.join',
      'match.skip',
    ],
    code: 'capability_missing',
  },
  {
    name: 'a mode that forbids everything',
    does: ofModes(({ policies }) => ({ policies: { ...policies, forbidden: [...actions] } })),
    denies: but(...waysOut, 'chat.open'),
    code: 'forbidden_by_mode',
  },
  {
    name: 'an audience that is not offered',
    does: ofModes(({ room }) => ({ room: { ...room, audiences: ['unlisted'] } })),
    denies: ['session.create'],
    code: 'audience_not_offered',
  },
  { name: 'a session that is being made', does: inSession(() => ({ state: 'creating' })), denies: within, code: 'session_not_active' },
  { name: 'a session that ends', does: inSession(() => ({ state: 'ending' })), denies: within, code: 'session_ended' },
  { name: 'a session that has ended', does: inSession(() => ({ state: 'ended' })), denies: within, code: 'session_ended' },
  { name: 'a session that failed', does: inSession(() => ({ state: 'failed' })), denies: within, code: 'session_ended' },
  {
    name: 'a private session of others',
    does: inSession(() => ({ audience: 'private', parties: [other, stranger], owner: other })),
    denies: ofSessions.filter((action) => action !== 'report.create'),
    code: 'not_a_party',
  },
  {
    name: 'a private session of one other',
    does: inSession(() => ({ audience: 'private', parties: null, owner: stranger })),
    denies: ofSessions.filter((action) => action !== 'report.create'),
    code: 'not_a_party',
  },
  {
    name: 'not being in it',
    does: inSession(() => ({ isMember: false, members: 1 })),
    denies: ['presence.set', 'chat.send', 'chat.type', 'signal.send'],
    code: 'not_a_member',
  },
  {
    name: 'being nobody in it',
    does: inSession(({ parties }) => ({ isMember: false, owner: stranger, members: 1, parties })),
    denies: ['presence.set', 'chat.send', 'chat.type', 'signal.send', 'session.transition'],
    code: 'not_a_member',
    elsewhere: { 'session.end': 'not_the_owner' },
  },
  { name: 'a session of somebody else', does: inSession(() => ({ owner: stranger })), denies: ['session.end'], code: 'not_the_owner' },
  {
    name: 'a room that is full',
    does: inSession(() => ({ members: 5_000 })),
    denies: ['room.join'],
    code: 'room_full',
  },
  { name: 'oneself', does: ofPerson({ id: me }), denies: withPerson, code: 'own_person' },
  {
    name: 'a block',
    does: ofPerson({ isBlocked: true }),
    denies: ['session.transition', 'room.join', 'chat.open', 'signal.send', 'consent.request', 'consent.grant', 'media.token'],
    code: 'blocked',
  },
  {
    name: 'somebody who is banned',
    does: ofPerson({ restrictions: [laid('ban')] }),
    denies: ['consent.request', 'consent.grant'],
    code: 'peer_unavailable',
  },
  {
    name: 'somebody in quarantine',
    does: ofPerson({ restrictions: [laid('quarantine')] }),
    denies: ['consent.request', 'consent.grant'],
    code: 'peer_unavailable',
  },
  { name: 'somebody who is muted', does: ofPerson({ restrictions: [laid('mute')] }), denies: [], code: 'peer_unavailable' },
  { name: 'somebody who is not there', does: ofPerson({ isMember: false }), denies: ['signal.send'], code: 'peer_not_member' },
  {
    name: 'no consent',
    does: ofConsent(null),
    denies: onConsent,
    code: 'consent_missing',
    elsewhere: { 'consent.grant': 'incomplete', 'consent.deny': 'incomplete', 'consent.revoke': 'incomplete' },
  },
  { name: 'a consent that is asked for', does: ofConsent({ state: 'requested' }), denies: onConsent, code: 'consent_pending' },
  {
    name: 'a consent that is granted',
    does: ofConsent({ state: 'granted' }),
    denies: [],
    code: 'consent_settled',
    elsewhere: { 'consent.deny': 'consent_settled' },
  },
  {
    name: 'a consent that was denied',
    does: ofConsent({ state: 'denied' }),
    denies: onConsent,
    code: 'consent_denied',
    elsewhere: { 'consent.grant': 'consent_settled', 'consent.revoke': 'consent_settled' },
  },
  {
    name: 'a consent that was revoked',
    does: ofConsent({ state: 'revoked' }),
    denies: onConsent,
    code: 'consent_revoked',
    elsewhere: { 'consent.grant': 'consent_settled', 'consent.deny': 'consent_settled' },
  },
  {
    name: 'a consent that has expired',
    does: ofConsent({ state: 'expired' }),
    denies: [...onConsent, 'consent.grant'],
    code: 'consent_expired',
    elsewhere: { 'consent.deny': 'consent_settled', 'consent.revoke': 'consent_settled' },
  },
  {
    name: 'a consent whose time is over',
    does: ofConsent({ expiresAt: now }),
    denies: [...onConsent, 'consent.grant'],
    code: 'consent_expired',
  },
  {
    name: 'a consent of two others',
    does: ofConsent({ from: other, to: stranger }),
    denies: onConsent,
    code: 'consent_mismatch',
    elsewhere: { 'consent.grant': 'not_a_party', 'consent.deny': 'not_a_party', 'consent.revoke': 'not_a_party' },
  },
  {
    name: 'a consent with somebody else',
    does: ofConsent({ from: stranger, to: me }),
    denies: onConsent.filter((action) => action !== 'session.transition'),
    code: 'consent_mismatch',
  },
  { name: 'a consent for something else', does: ofConsent({ purpose: 'recording' }), denies: onConsent, code: 'consent_mismatch' },
  {
    name: 'an answer to one’s own question',
    does: ofConsent({ from: me, to: other }),
    denies: ['consent.grant', 'consent.deny'],
    code: 'not_the_addressee',
  },
  {
    name: 'a mode that leads nowhere',
    does: ofModes(() => ({ transitions: [] })),
    denies: ['session.transition'],
    code: 'transition_not_offered',
  },
  {
    name: 'slow mode',
    does: inContext(() => ({ message: { waitMs: 1, isRefused: false } })),
    denies: ['chat.send'],
    code: 'slow_mode',
  },
  {
    name: 'a word that is refused',
    does: inContext(() => ({ message: { waitMs: 0, isRefused: true } })),
    denies: ['chat.send'],
    code: 'text_refused',
  },
]
