/** What the policy engine is asked, and what it is told: plain data, gathered by whoever owns it. Nothing is looked up here. */
import type { ConsentState } from '../../contract/consent.ts'
import type { ModeManifest } from '../../contract/manifest.ts'
import type { UserId } from '../../contract/ids.ts'
import type { AppPolicies, Audience, DenialCode, PolicyFacts, Restriction, Tier } from '../../contract/policy.ts'
import type { Role } from '../../contract/roles.ts'
import type { SessionState } from '../../contract/session.ts'

export type Actor =
  | { readonly kind: 'user'; readonly id: UserId; readonly tier: Tier; readonly restrictions: readonly Restriction[] }
  /** Of the console, with a role in this app; `id` null: the app's server, which speaks for its owner. */
  | { readonly kind: 'operator'; readonly id: UserId | null; readonly role: Role }
  /** The platform by itself: sweepers, matches, automatic quarantine. */
  | { readonly kind: 'system' }
export type UserActor = Extract<Actor, { kind: 'user' }>

export type SessionFacts = {
  readonly id: string
  readonly state: SessionState
  readonly audience: Audience
  readonly owner: UserId
  /** The only people who may come in; null when the audience decides. */
  readonly parties: readonly UserId[] | null
  /** Whether the actor is in it now. */
  readonly isMember: boolean
  readonly members: number
}

/** Whom the action is aimed at: the other one of a thread, call or consent; who gets the signal. */
export type PersonFacts = {
  readonly id: UserId
  /** Of the session in question. */
  readonly isMember: boolean
  /** Either of the two has blocked the other. */
  readonly isBlocked: boolean
  readonly restrictions: readonly Restriction[]
}

export type ConsentFacts = {
  readonly id: string
  readonly purpose: string
  readonly from: UserId
  readonly to: UserId
  readonly state: ConsentState
  /** Epoch ms. */
  readonly expiresAt: number
}

/** For `session.create` the session is the one that is wanted. */
export type PolicyObject = {
  readonly session: SessionFacts | null
  readonly person: PersonFacts | null
  readonly consent: ConsentFacts | null
}

export type PolicyContext = {
  /** Epoch ms. */
  readonly now: number
  /** Null outside of any mode: threads of two, reports, blocks. */
  readonly mode: ModeManifest | null
  /** Of a transition: where it leads. */
  readonly to: ModeManifest | null
  readonly app: AppPolicies
  /** Of a message: how long the room's slow mode wants it to wait, and whether the word list refuses it. */
  readonly message: { readonly waitMs: number; readonly isRefused: boolean } | null
}

export type Denied = { readonly allow: false; readonly code: DenialCode; readonly rule: string; readonly facts: PolicyFacts }
export type Decision = { readonly allow: true } | Denied

/** Whether a restriction holds now, here. */
const isInForce = ({ session_id, expires_at }: Restriction, session: string | null, now: number): boolean =>
  (session_id === null || session_id === session) && (expires_at === null || expires_at > now)

/** The restriction of a kind that holds now in this session, or everywhere; null when none does. */
export const restrictionOf = (
  kind: Restriction['kind'],
  restrictions: readonly Restriction[],
  session: string | null,
  now: number,
): Restriction | null => restrictions.find((each) => each.kind === kind && isInForce(each, session, now)) ?? null
