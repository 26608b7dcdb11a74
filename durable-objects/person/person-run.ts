/** One step of a Person under way, and what every part of the machine asks of the state. Pure. */
import type { RoomId, UserId } from '../../contract/ids.ts'
import type { Restriction } from '../../contract/policy.ts'
import type { PersonMessage } from './person-messages.ts'
import type { PersonEffect, PersonInput, PersonState } from './person-state.ts'

export type Run = { readonly state: PersonState; readonly now: number; readonly effects: PersonEffect[] }
export type Input<T extends PersonInput['type']> = Extract<PersonInput, { type: T }>

/** Both directions: with these people there is nothing together. */
export const blockedOf = ({ blocks }: PersonState): UserId[] =>
  [...blocks.values()].filter(({ mine, theirs }) => mine || theirs).map(({ peer }) => peer)

/** Those in force now. */
export const restrictionsOf = ({ restrictions }: PersonState, now: number): Restriction[] =>
  [...restrictions.values()].filter(({ expires_at }) => expires_at === null || expires_at > now)

export const roomsOf = ({ places }: PersonState): RoomId[] => [...places.values()].filter(({ isIn }) => isIn).map(({ room }) => room)

export const tell = ({ effects }: Run, message: PersonMessage): void => {
  effects.push({ type: 'tell', message })
}

/** And the queue that the person is in. */
export const tellRooms = (run: Run): void => {
  const { state, now } = run
  for (const room of roomsOf(state)) tellRoom(run, room)
  const [restrictions, blocked] = [restrictionsOf(state, now), blockedOf(state)]
  tellQueue(run, { type: 'person_moved', user: state.user, restrictions, blocked, asOf: now })
}

type QueueSaying = Extract<PersonMessage, { to: 'queue' }>['say']

export const tellQueue = (run: Run, say: QueueSaying): void => {
  const { matchPlace: place } = run.state
  if (place !== null && !place.isOver) tell(run, { to: 'queue', queue: place.queue, region: place.region, say })
}

/** All that a room has to know of the person. */
export const tellRoom = (run: Run, room: RoomId): void => {
  const { state, now } = run
  const [restrictions, blocked] = [restrictionsOf(state, now), blockedOf(state)]
  tell(run, { to: 'room', room, say: { type: 'person_moved', user: state.user, restrictions, blocked } })
}
