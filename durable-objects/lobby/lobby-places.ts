/**
 * Into which room of the mode somebody goes who names none: one with a place, else one new id for all who ask before that room is there. Rules
 * [LOB6]–[LOB8] of `../SPEC.md`; the state is moved in place, as the machine does.
 */
import type { RoomId, UserId } from '../../contract/ids.ts'
import { lobbyLimits } from './lobby-state.ts'
import type { LobbyEffect, LobbyRoomRow, LobbyState, Place, PlaceAsk } from './lobby-state.ts'

export const givePlace = (
  state: LobbyState,
  ask: PlaceAsk,
  now: number,
): { readonly effects: readonly LobbyEffect[]; readonly place: Place | null } => {
  const effects = [...lapse(state, now), ...ask.without.flatMap((room) => dropReservation(state, room))]
  state.promised.delete(ask.user)
  const found = fullestWithPlace(state, ask, now)
  const room = found ?? ask.fresh
  if (room === null) return { effects, place: null }
  if (found === null) effects.push(reserve(state, room, now))
  promise(state, ask.user, room, now)
  return { effects, place: { room, isReserved: state.reserved.has(room) } }
}

const reserve = ({ reserved }: LobbyState, room: RoomId, now: number): LobbyEffect => {
  const row = { room, until: now + lobbyLimits.reservedMs }
  reserved.set(room, row)
  return { type: 'save_reservation', row }
}

const dropReservation = ({ reserved }: LobbyState, room: RoomId): LobbyEffect[] =>
  reserved.delete(room) ? [{ type: 'drop_reservation', room }] : []

/** Who is in the room already, on another device, takes no further place. */
const promise = ({ rooms, promised }: LobbyState, user: UserId, room: RoomId, now: number): void => {
  const isThere = rooms.get(room)?.members.some(({ user_id }) => user_id === user) === true
  if (!isThere) promised.set(user, { room, until: now + lobbyLimits.promiseMs })
}

/** With those in it and on their way to it. Of equals the older. */
const fullestWithPlace = (state: LobbyState, { maxMembers, without }: PlaceAsk, now: number): RoomId | null => {
  let best: { readonly room: RoomId; readonly expected: number } | null = null
  for (const [room, expected] of expectedIn(state, now)) {
    if (expected >= maxMembers || without.includes(room)) continue
    const isBetter = best === null || expected > best.expected || (expected === best.expected && room < best.room)
    if (isBetter) best = { room, expected }
  }
  return best?.room ?? null
}

const expectedIn = ({ rooms, reserved, promised }: LobbyState, now: number): ReadonlyMap<RoomId, number> => {
  const expected = new Map<RoomId, number>()
  for (const { room, until } of reserved.values()) if (until > now) expected.set(room, 0)
  for (const { room, isOpen, count, until } of rooms.values()) if (isOpen && until > now) expected.set(room, count)
  for (const { room } of promised.values()) {
    const before = expected.get(room)
    if (before !== undefined) expected.set(room, before + 1)
  }
  return expected
}

/** A room said how it stands: one that is open need not be made any more, and whom it names has come. */
export const reported = (state: LobbyState, { room, isOpen, members }: LobbyRoomRow): LobbyEffect[] => {
  for (const { user_id } of members) if (state.promised.get(user_id)?.room === room) state.promised.delete(user_id)
  return isOpen ? dropReservation(state, room) : []
}

/** What was reserved or promised and did not come about. */
export const lapse = (state: LobbyState, now: number): LobbyEffect[] => {
  for (const [user, { until }] of state.promised) if (until <= now) state.promised.delete(user)
  const overdue = [...state.reserved.values()].filter(({ until }) => until <= now)
  return overdue.flatMap(({ room }) => dropReservation(state, room))
}
