/** A person's object as Workers and other objects see it. */
import type { ConsentId, UserId } from '../../contract/ids.ts'
import type { Restriction } from '../../contract/policy.ts'
import type { Rate } from '../../domain/limits/gcra.ts'
import type { MatchPlace, PlaceClaim } from '../../domain/matching/place.ts'
import type { MatchMessage } from '../match-queue/match-protocol.ts'
import type { OwnConsent } from './own-consents.ts'
import type { OnceAsk, OnceFound, OnceSettled } from './kept-answers.ts'
import type { RoomMessage } from '../room/room-protocol.ts'
import type { OwnBlock } from './person-machine.ts'
import type { PersonMessage } from './person-messages.ts'
import type { PersonInput } from './person-state.ts'

/** What a door knows of somebody before it lets them do anything. */
export type PersonView = {
  readonly restrictions: readonly Restriction[]
  /** Both directions. */
  readonly blocked: readonly UserId[]
  /** False while the kernel was never asked what restricts the person: ask it, and `load` what it says, before anything is decided. */
  readonly isLoaded: boolean
}

/** `at`: when the block was laid, also of one that was taken back. */
export type BlockAnswer = { readonly type: 'done'; readonly at: number } | { readonly type: 'not_there' | 'too_many' }

/** With all that a queue has to know of the person, as of `asOf` (epoch ms). */
export type ClaimedPlace = Pick<PersonView, 'restrictions' | 'blocked'> & { readonly place: MatchPlace; readonly asOf: number }

export type PersonSaying = Extract<RoomMessage | PersonMessage | MatchMessage, { to: 'person' }>['say']

export type PersonAct = Extract<PersonInput, { type: 'restrict' | 'lift' | 'warn' | 'take' | 'sign_in_ended' }>

export interface PersonRpc {
  view(): Promise<PersonView>
  /** What the kernel says restricts the person. Counts once. */
  load(restrictions: readonly Restriction[]): Promise<PersonView>
  block(peer: UserId, blocked: boolean): Promise<BlockAnswer>
  /** Whom the person blocked, latest first. */
  blocks(): Promise<readonly OwnBlock[]>
  /** ms to wait when a limit is over; null when it is done. */
  act(input: PersonAct): Promise<number | null>
  hear(say: PersonSaying): Promise<void>
  /** A write with an `Idempotency-Key` begins, and is settled with its answer. */
  once(ask: OnceAsk): Promise<OnceFound>
  settle(settled: OnceSettled): Promise<void>
  /** A place in a queue of matches: the one that is not over, or else the one that is claimed. `pace`: what limits it, taken first. */
  claimMatch(claim: PlaceClaim, pace: Rate | null): Promise<ClaimedPlace | { readonly retryAfterMs: number }>
  /** The last one; null when there never was one. */
  matchPlace(): Promise<MatchPlace | null>
  /** The other one of a consent of this person's; null when there is none. */
  consentPeer(id: ConsentId): Promise<UserId | null>
  /** Those that are asked for or stand. */
  consents(): Promise<readonly OwnConsent[]>
}

export type PersonObjects = { getByName(name: string): PersonRpc }
