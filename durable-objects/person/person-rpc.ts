/** A person's object as Workers and other objects see it. */
import type { ConsentId, UserId } from '../../contract/ids.ts'
import type { Restriction } from '../../contract/policy.ts'
import type { RoomMessage } from '../room/room-protocol.ts'
import type { PersonInput, PersonMessage } from './person-state.ts'

/** What a door knows of somebody before it lets them do anything. */
export type PersonView = {
  readonly restrictions: readonly Restriction[]
  /** Both directions. */
  readonly blocked: readonly UserId[]
  /** Whom the person blocked. */
  readonly ownBlocks: readonly UserId[]
}

export type PersonSaying = Extract<RoomMessage | PersonMessage, { to: 'person' }>['say']

export type PersonAct = Extract<PersonInput, { type: 'block' | 'restrict' | 'lift' | 'take' | 'sign_in_ended' }>

export interface PersonRpc {
  view(): Promise<PersonView>
  /** ms to wait when a limit is over; null when it is done. */
  act(input: PersonAct): Promise<number | null>
  hear(say: PersonSaying): Promise<void>
  /** The other one of a consent of this person's; null when there is none. */
  consentPeer(id: ConsentId): Promise<UserId | null>
}

export type PersonObjects = { getByName(name: string): PersonRpc }
