/**
 * The lobby of a mode: who is there now, by leases. A device's lease comes by `POST /v1/presence/set` and lasts 45 s; a room's report replaces all
 * that the room said before. Which room somebody goes into is `lobby-places.ts`'s. Rules [LOB…] are in `../SPEC.md`. No clock, randomness or I/O;
 * the state belongs to the object and is moved in place. Times are epoch ms.
 */
import { assertNever } from '../../contract/assert-never.ts'
import type { RoomId, UserId } from '../../contract/ids.ts'
import type { Lobby, LobbyEntry, OpenSession, PresenceStatus } from '../../contract/presence.ts'
import { openSessionsNamed } from '../../contract/presence.ts'
import { givePlace, lapse, reported } from './lobby-places.ts'
import { deviceKey, lobbyLimits } from './lobby-state.ts'
import type { DeviceRow, LobbyEffect, LobbyInput, LobbyRoomRow, LobbyState, LobbyStep, LobbyView } from './lobby-state.ts'

export const stepLobby = (state: LobbyState, input: LobbyInput, now: number): LobbyStep => {
  switch (input.type) {
    case 'set':
      return set(state, input.lease, now)
    case 'leave':
      return moved(state, dropDevice(state, input.user, input.device))
    case 'place': {
      const { effects, place } = givePlace(state, input.ask, now)
      return { ...moved(state, effects), place }
    }
    case 'room':
      return report(state, input.report, now)
    case 'tick':
      return moved(state, overdue(state, now))
    default:
      return assertNever(input)
  }
}

/** Epoch ms; null when nobody is there. */
export const lobbyDueAt = ({ devices, rooms, reserved }: LobbyState): number | null => {
  let due = Number.POSITIVE_INFINITY
  for (const { until } of devices.values()) due = Math.min(due, until)
  for (const { until } of rooms.values()) due = Math.min(due, until)
  for (const { until } of reserved.values()) due = Math.min(due, until)
  return Number.isFinite(due) ? due : null
}

const moved = (state: LobbyState, effects: readonly LobbyEffect[], lease: DeviceRow | null = null): LobbyStep => {
  if (effects.length > 0) state.view = null
  return { state, effects, lease, place: null }
}

const set = (state: LobbyState, lease: Omit<DeviceRow, 'since' | 'until'>, now: number): LobbyStep => {
  const key = deviceKey(lease.user, lease.device)
  const before = state.devices.get(key)
  const isThere = before !== undefined && before.until > now
  if (!isThere && devicesOf(state, lease.user, now) >= lobbyLimits.devicesPerPerson) return moved(state, [])
  const row: DeviceRow = { ...lease, since: isThere ? before.since : now, until: now + lobbyLimits.leaseMs }
  state.devices.set(key, row)
  return moved(state, [{ type: 'save_device', row }], row)
}

const devicesOf = ({ devices }: LobbyState, user: UserId, now: number): number => {
  let count = 0
  for (const row of devices.values()) if (row.user === user && row.until > now) count += 1
  return count
}

const dropDevice = ({ devices }: LobbyState, user: UserId, device: string): LobbyEffect[] =>
  devices.delete(deviceKey(user, device)) ? [{ type: 'drop_device', user, device }] : []

/** An empty room stays until its time is over: an older word about it must find that it is older. */
const report = (state: LobbyState, said: Omit<LobbyRoomRow, 'until'>, now: number): LobbyStep => {
  const before = state.rooms.get(said.room)
  if (before !== undefined && said.version <= before.version) return moved(state, [])
  const row = { ...said, until: now + lobbyLimits.roomMs }
  state.rooms.set(said.room, row)
  return moved(state, [{ type: 'save_room', row }, ...reported(state, row)])
}

const overdue = (state: LobbyState, now: number): LobbyEffect[] => {
  const devices = [...state.devices.values()].filter(({ until }) => until <= now)
  const rooms = [...state.rooms.values()].filter(({ until }) => until <= now)
  for (const { room } of rooms) state.rooms.delete(room)
  return [
    ...devices.flatMap(({ user, device }) => dropDevice(state, user, device)),
    ...rooms.map(({ room }): LobbyEffect => ({ type: 'drop_room', room })),
    ...lapse(state, now),
  ]
}

type Seen = { name: string; status: PresenceStatus; since: number; isVisible: boolean; session: RoomId | null }

/** The most reachable of a person's devices speaks for the person; who hides on one hides. */
const reach: Record<PresenceStatus, number> = { available: 2, busy: 1, away: 0 }

const viewOf = (state: LobbyState, now: number): LobbyView => {
  const people = new Map<UserId, Seen>()
  const hidden = new Set<UserId>()
  const see = (user: UserId, seen: Omit<Seen, 'isVisible'>): void => {
    const before = people.get(user)
    const isMore = before === undefined || reach[seen.status] > reach[before.status]
    const { name, status } = isMore ? seen : before
    const since = Math.min(seen.since, before?.since ?? seen.since)
    people.set(user, { name, status, since, isVisible: true, session: before?.session ?? seen.session })
  }
  let unnamed = 0
  for (const { room, isOpen, count, members } of state.rooms.values()) {
    for (const { user_id, display_name, status, since } of members)
      see(user_id, { name: display_name, status, since: Date.parse(since), session: isOpen ? room : null })
    unnamed += count - members.length
  }
  for (const { user, name, status, since, until, visibility: wanted } of state.devices.values()) {
    if (until <= now) continue
    see(user, { name, status, since, session: null })
    if (wanted === 'hidden') hidden.add(user)
  }
  return { ...counted(people, hidden, unnamed), sessions: openSessions(state) }
}

/** The fullest first, then the older one: whoever looks for a place finds the others. */
const openSessions = ({ rooms }: LobbyState): OpenSession[] =>
  [...rooms.values()]
    .filter(({ isOpen }) => isOpen)
    .map(({ room, count }) => ({ session_id: room, members: count }))
    .toSorted((a, b) => b.members - a.members || (a.session_id < b.session_id ? -1 : 1))
    .slice(0, openSessionsNamed)

const counted = (people: ReadonlyMap<UserId, Seen>, hidden: ReadonlySet<UserId>, unnamed: number): Omit<LobbyView, 'sessions'> => {
  const by_status: Record<PresenceStatus, number> = { available: 0, busy: 0, away: 0 }
  const entries: LobbyEntry[] = []
  for (const [user, { name, status, since, session }] of people) {
    if (hidden.has(user)) continue
    by_status[status] += 1
    entries.push({ user_id: user, display_name: name, status, since: new Date(since).toISOString(), session_id: session })
  }
  entries.sort((a, b) => (a.user_id < b.user_id ? -1 : 1))
  return { total: people.size + unnamed, visible: entries.length, by_status, entries }
}

/** One page for one viewer: without those with whom there is a block, and without oneself. `after`: the last person of the page before. */
export const readLobby = (
  state: LobbyState,
  { without, after, limit }: { readonly without: ReadonlySet<UserId>; readonly after: UserId | null; readonly limit: number },
  now: number,
): Omit<Lobby, 'as_of' | 'mode' | 'next_cursor'> & { readonly next: UserId | null } => {
  const isOld = state.view === null || [...state.devices.values()].some(({ until }) => until <= now)
  const view = isOld ? viewOf(state, now) : (state.view ?? viewOf(state, now))
  state.view = view
  const there = view.entries.filter(({ user_id }) => !without.has(user_id) && (after === null || user_id > after))
  const data = there.slice(0, limit)
  const { total, visible, by_status, sessions } = view
  return { total, visible, by_status, sessions, data, next: there.length > limit ? (data.at(-1)?.user_id ?? null) : null }
}
