/**
 * What people may do in a mode, and why they may not: actions, tiers, capabilities, restrictions and the codes of denials. One engine
 * decides (`domain/policy`); every denial is a `policy_denied` fact that says which rule and on what facts.
 */
import * as z from 'zod'
import type { ErrorCode } from './errors.ts'

/** How far a person is trusted: accounts begin as `new`. Limits and some actions hang on it. */
export const tier = z.enum(['new', 'member', 'trusted'])
export type Tier = z.infer<typeof tier>

/** Parts of the platform that a mode is made of. What a mode does not name, its sessions do not have. */
export const capability = z.enum(['watch', 'presence', 'chat', 'signalling', 'media', 'consent', 'matching'])
export type Capability = z.infer<typeof capability>

/** Everything that is asked of the policy engine, as `object.verb`. */
export const policyAction = z.enum([
  'session.create',
  'session.read',
  'session.transition',
  'session.end',
  'room.join',
  'presence.set',
  'presence.read',
  'chat.open',
  'chat.read',
  'chat.send',
  'chat.type',
  'chat.delete',
  'signal.send',
  'consent.request',
  'consent.grant',
  'consent.deny',
  'consent.revoke',
  'media.token',
  'match.join',
  'match.skip',
  'report.create',
  'block.set',
  'moderation.read',
  'moderation.act',
])
export type PolicyAction = z.infer<typeof policyAction>

/** Who may come into a session: `public` everyone signed in, and it is listed; `unlisted` whoever knows its id; `private` only its parties. */
export const audience = z.enum(['public', 'unlisted', 'private'])
export type Audience = z.infer<typeof audience>

/** What a moderator, or the platform by itself, laid on a person. `kick` is of one session; the others are of the app, or of one session. */
export const restrictionKind = z.enum(['mute', 'kick', 'ban', 'quarantine'])
export type RestrictionKind = z.infer<typeof restrictionKind>

export const restriction = z.object({
  kind: restrictionKind,
  /** The moderation action that laid it. */
  action_id: z.string(),
  /** Null: everywhere in the app. */
  session_id: z.string().nullable(),
  /** Epoch ms; null: until it is lifted. */
  expires_at: z.int().nullable(),
})
export type Restriction = z.infer<typeof restriction>

type Denial = { readonly answer: ErrorCode; readonly title: string }

/**
 * Every reason to deny, for facts, audit and operators. `answer` is the code that the asker hears: who is blocked is not told so. What is
 * none of one's business in the same app is forbidden; only what is another app's, or nowhere, is not there.
 */
export const denialTable = {
  banned: { answer: 'banned', title: 'The person is banned' },
  muted: { answer: 'muted', title: 'The person is muted' },
  kicked: { answer: 'policy_denied', title: 'The person was sent out of this session' },
  quarantined: { answer: 'quarantined', title: 'The person is in quarantine' },
  tier_too_low: { answer: 'policy_denied', title: 'The action takes a higher tier' },
  mode_disabled: { answer: 'policy_denied', title: 'The app does not use this mode' },
  capability_missing: { answer: 'policy_denied', title: 'The mode does not have this capability' },
  forbidden_by_mode: { answer: 'policy_denied', title: 'The mode forbids this action' },
  audience_not_offered: { answer: 'policy_denied', title: 'The mode has no sessions of this audience' },
  session_not_active: { answer: 'invalid_transition', title: 'The session is not active yet' },
  session_ended: { answer: 'session_ended', title: 'The session has ended' },
  not_a_party: { answer: 'policy_denied', title: 'The session, thread or consent is of other people' },
  not_a_member: { answer: 'not_a_member', title: 'The person is not in the session' },
  not_the_owner: { answer: 'policy_denied', title: 'Only who opened the session may do this' },
  room_full: { answer: 'room_full', title: 'The session has as many members as it may' },
  peer_not_member: { answer: 'not_found', title: 'The other person is not in the session' },
  peer_unavailable: { answer: 'not_available', title: 'The other person is banned or in quarantine' },
  own_person: { answer: 'policy_denied', title: 'The action is never aimed at oneself' },
  blocked: { answer: 'not_available', title: 'One of the two has blocked the other' },
  consent_missing: { answer: 'consent_required', title: 'There is no consent' },
  consent_pending: { answer: 'consent_required', title: 'The consent is not granted yet' },
  consent_denied: { answer: 'consent_required', title: 'The consent was denied' },
  consent_expired: { answer: 'consent_required', title: 'The consent has expired' },
  consent_revoked: { answer: 'consent_required', title: 'The consent was revoked' },
  consent_mismatch: { answer: 'consent_required', title: 'The consent is of other people or for something else' },
  consent_settled: { answer: 'invalid_transition', title: 'The consent is not open to this any more' },
  not_the_addressee: { answer: 'policy_denied', title: 'Only who was asked may answer' },
  transition_not_offered: { answer: 'invalid_transition', title: 'The mode does not lead there' },
  slow_mode: { answer: 'rate_limited', title: 'Messages in this room come more slowly' },
  text_refused: { answer: 'text_refused', title: 'The text has words that are not welcome here' },
  insufficient_role: { answer: 'insufficient_role', title: 'The action takes another role' },
  not_for_system: { answer: 'policy_denied', title: 'The platform does not do this by itself' },
  incomplete: { answer: 'not_found', title: 'What the action is aimed at is not there' },
} as const satisfies Record<string, Denial>

export type DenialCode = keyof typeof denialTable
export const denialCode = z.enum(Object.keys(denialTable) as [DenialCode, ...DenialCode[]])

/** Plain values that a rule looked at; no texts of people, no secrets. */
export const policyFacts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]))
export type PolicyFacts = z.infer<typeof policyFacts>

/** The `data` of a `policy_denied` fact: enough to see why without asking anything else. */
export const policyDenied = z.object({
  action: policyAction,
  code: denialCode,
  /** The rule of `domain/policy/rules.ts` that said no. */
  rule: z.string(),
  mode: z.string().nullable(),
  facts: policyFacts,
})
export type PolicyDenied = z.infer<typeof policyDenied>

const wordListPolicy = z.object({
  /** What happens to a message with a listed word: not sent, sent with the word hidden, or sent and reported to moderators. */
  on_match: z.enum(['refuse', 'mask', 'flag']).default('mask'),
  /** Words of the app beyond the platform's lists; compared as normalised. */
  extra: z.array(z.string().trim().min(2).max(64)).max(500).default([]),
  /** Words of the platform's lists that are fine here. */
  allowed: z.array(z.string().trim().min(2).max(64)).max(500).default([]),
})

/** When reports alone put a person into quarantine, until a moderator looks. */
export const reportPolicy = z.object({
  /** The same reporter, subject and session within this window is one report. */
  window_s: z.int().min(60).max(604_800).default(86_400),
  /** How far back reports count towards a quarantine. */
  within_s: z.int().min(60).max(2_592_000).default(86_400),
  /** At least so many different people. */
  min_reporters: z.int().min(2).max(100).default(3),
  /** Sum of weights, one report a person: low 1, medium 2, high 3, critical 5; a reporter who is `new` or restricted counts half. */
  min_weight: z.number().min(1).max(1_000).default(6),
  /** For how long. */
  quarantine_s: z.int().min(60).max(2_592_000).default(86_400),
})
export type ReportPolicy = z.infer<typeof reportPolicy>

/** What an app decides for all its modes. */
export const appPolicies = z.strictObject({
  /** Null: every mode the platform has. */
  modes: z.array(z.string()).nullable().default(null),
  words: wordListPolicy.prefault({}),
  reports: reportPolicy.prefault({}),
  /** An account is `new` for so many hours, and `trusted` after so many days. */
  new_for_h: z.int().min(0).max(720).default(24),
  trusted_after_d: z.int().min(1).max(365).default(30),
})
export type AppPolicies = z.infer<typeof appPolicies>

export const defaultPolicies: AppPolicies = appPolicies.parse({})
