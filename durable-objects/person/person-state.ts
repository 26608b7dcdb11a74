/**
 * What a Person's object holds: whom the person blocked and who blocked the person, what restricts the person, the consents between them and
 * others, and the rooms they are in now. It belongs to the object and is moved in place by `person-machine.ts`. Times are epoch ms.
 */
import * as z from 'zod'
import { consentPurpose, consentState } from '../../contract/consent.ts'
import { consentId, roomId, userId } from '../../contract/ids.ts'
import type { AppId, ConsentId, RoomId, SessionId, UserId } from '../../contract/ids.ts'
import type { LimitedAction } from '../../contract/manifest.ts'
import { warning } from '../../contract/moderation.ts'
import { restriction } from '../../contract/policy.ts'
import type { Restriction } from '../../contract/policy.ts'
import type { GcraState, Rate } from '../../domain/limits/gcra.ts'
import type { ConsentRecord } from '../../domain/realtime/consent-chain.ts'
import type { MatchPlace, PlaceClaim } from '../../domain/matching/place.ts'
import type { MatchPersonSaying } from '../match-queue/match-protocol.ts'
import type { PersonMessage } from './person-messages.ts'

/** One row for each other person. Each side has its own clock: the newer word of a side counts. */
export const blockRow = z.object({ peer: userId, mine: z.boolean(), mineAt: z.int(), theirs: z.boolean(), theirsAt: z.int() })
export type BlockRow = Readonly<z.infer<typeof blockRow>>

export const consentIndexRow = z.object({
  id: consentId,
  peer: userId,
  purpose: consentPurpose,
  state: consentState,
  expiresAt: z.int(),
  session: roomId.nullable(),
})
export type ConsentIndexRow = Readonly<z.infer<typeof consentIndexRow>>

/** A room one is in, or was in a moment ago: a word that comes late must find that it is late. */
export const placeRow = z.object({ room: roomId, mode: z.string().nullable(), isIn: z.boolean(), at: z.int() })
export type PlaceRow = Readonly<z.infer<typeof placeRow>>

/** A warning: `isTold` when a room was told to say it. */
export const warningRow = warning.extend({ at: z.int(), isTold: z.boolean() })
export type WarningRow = Readonly<z.infer<typeof warningRow>>

export type PersonState = {
  readonly app: AppId
  readonly user: UserId
  readonly blocks: Map<UserId, BlockRow>
  /** By the action that laid it. */
  readonly restrictions: Map<string, Restriction>
  /** Whether the kernel was asked what restricts the person. Until then nobody is let in on the word of this object. */
  isLoaded: boolean
  /** By the action that gave it. */
  readonly warnings: Map<string, WarningRow>
  /** Oldest first. */
  readonly consents: Map<ConsentId, ConsentIndexRow>
  readonly places: Map<RoomId, PlaceRow>
  /** In the queues of matches; null when the person never was in one. */
  matchPlace: MatchPlace | null
  /** What of their limits the person used; in memory alone, for no limit is longer than the object's sleep is worth. */
  readonly used: Map<LimitedAction, { readonly used: GcraState; readonly rate: Rate }>
}

export type PersonRows = {
  readonly blocks: readonly BlockRow[]
  readonly restrictions: readonly Restriction[]
  readonly isLoaded: boolean
  readonly warnings: readonly WarningRow[]
  readonly consents: readonly ConsentIndexRow[]
  readonly places: readonly PlaceRow[]
  readonly matchPlace: MatchPlace | null
}

export const restrictionRow = restriction

export const restorePerson = (app: AppId, user: UserId, rows: PersonRows): PersonState => ({
  app,
  user,
  blocks: new Map(rows.blocks.map((row) => [row.peer, row])),
  restrictions: new Map(rows.restrictions.map((row) => [row.action_id, row])),
  isLoaded: rows.isLoaded,
  warnings: new Map(rows.warnings.map((row) => [row.action_id, row])),
  consents: new Map(rows.consents.map((row) => [row.id, row])),
  places: new Map(rows.places.map((row) => [row.room, row])),
  matchPlace: rows.matchPlace,
  used: new Map(),
})

/** All but what is asked for; `at` is the moment of the word, by the clock of who speaks. */
export type PersonInput =
  /** The person blocks, or takes it back. */
  | { readonly type: 'block'; readonly peer: UserId; readonly blocked: boolean }
  /** Another person's object says so. */
  | { readonly type: 'blocked_by'; readonly peer: UserId; readonly blocked: boolean; readonly at: number }
  | { readonly type: 'restrict'; readonly restriction: Restriction }
  | { readonly type: 'lift'; readonly action: string }
  | { readonly type: 'load'; readonly restrictions: readonly Restriction[] }
  | { readonly type: 'warn'; readonly warning: Omit<WarningRow, 'isTold'> }
  /** A pair says so. */
  | { readonly type: 'consent'; readonly consent: ConsentRecord; readonly peer: UserId }
  /** A room says so. */
  | { readonly type: 'entered' | 'left'; readonly room: RoomId; readonly mode: string | null; readonly at: number }
  /** One unit of a limit; `connect` is the reconnect budget. */
  | { readonly type: 'take'; readonly action: LimitedAction; readonly rate: Rate }
  | { readonly type: 'sign_in_ended'; readonly signIn: SessionId }
  /** The person wants a place in a queue; one that is not over stays the one. */
  | { readonly type: 'claim_match'; readonly claim: PlaceClaim }
  | MatchPersonSaying
  | { readonly type: 'tick' }

export type PersonEffect =
  | { readonly type: 'save_block'; readonly row: BlockRow }
  | { readonly type: 'save_restriction'; readonly row: Restriction }
  | { readonly type: 'drop_restriction'; readonly action: string }
  | { readonly type: 'save_loaded' }
  | { readonly type: 'save_warning'; readonly row: WarningRow }
  | { readonly type: 'drop_warning'; readonly action: string }
  | { readonly type: 'save_consent'; readonly row: ConsentIndexRow }
  | { readonly type: 'drop_consent'; readonly id: ConsentId }
  | { readonly type: 'save_place'; readonly row: PlaceRow }
  | { readonly type: 'save_match'; readonly row: MatchPlace }
  | { readonly type: 'drop_place'; readonly room: RoomId }
  | { readonly type: 'tell'; readonly message: PersonMessage }

/** `retryAfterMs` null: taken, or nothing was to be taken. */
export type PersonStep = { readonly state: PersonState; readonly effects: readonly PersonEffect[]; readonly retryAfterMs: number | null }
