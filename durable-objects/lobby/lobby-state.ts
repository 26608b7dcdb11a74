/** What a lobby holds, as rows and in memory; what goes into its machine and what comes out of it. All plain data. Times are epoch ms. */
import * as z from 'zod'
import type { RoomId, UserId } from '../../contract/ids.ts'
import { roomId, userId } from '../../contract/ids.ts'
import type { Lobby, LobbyEntry } from '../../contract/presence.ts'
import { member, presenceStatus, visibility } from '../../contract/presence.ts'

export const lobbyLimits = {
  leaseMs: 45_000,
  /** A room says who is there at least every 15 min; one that said nothing for so long is gone. */
  roomMs: 2_400_000,
  devicesPerPerson: 16,
  /** From the id of a new room to the room's own word that it is open. */
  reservedMs: 10_000,
  /** From being told of a place to being in the room. */
  promiseMs: 10_000,
} as const

/** A row a device. */
export const deviceRow = z.object({
  user: userId,
  device: z.string(),
  name: z.string(),
  status: presenceStatus,
  visibility,
  since: z.int(),
  until: z.int(),
})
export type DeviceRow = Readonly<z.infer<typeof deviceRow>>

/** A row a room. */
export const lobbyRoomRow = z.object({
  room: roomId,
  version: z.int(),
  isOpen: z.boolean(),
  count: z.int().nonnegative(),
  members: z.array(member),
  until: z.int(),
})
export type LobbyRoomRow = Readonly<z.infer<typeof lobbyRoomRow>>

/** A row the id of a room that is about to be made. */
export const reservationRow = z.object({ room: roomId, until: z.int() })
export type ReservationRow = Readonly<z.infer<typeof reservationRow>>

export type LobbyRows = {
  readonly devices: readonly DeviceRow[]
  readonly rooms: readonly LobbyRoomRow[]
  readonly reserved: readonly ReservationRow[]
}

export type LobbyState = {
  /** By `user device`. */
  readonly devices: Map<string, DeviceRow>
  readonly rooms: Map<RoomId, LobbyRoomRow>
  readonly reserved: Map<RoomId, ReservationRow>
  /** Who was sent where and is not seen there yet: one place a person, the oldest first. In memory alone. */
  readonly promised: Map<UserId, ReservationRow>
  /** What reading needs, made when it is asked for and something moved. */
  view: LobbyView | null
}

export type LobbyView = Pick<Lobby, 'total' | 'visible' | 'by_status' | 'sessions'> & { readonly entries: readonly LobbyEntry[] }

export const deviceKey = (user: UserId, device: string): string => `${user} ${device}`

export const restoreLobby = ({ devices, rooms, reserved }: LobbyRows): LobbyState => ({
  devices: new Map(devices.map((row) => [deviceKey(row.user, row.device), row])),
  rooms: new Map(rooms.map((row) => [row.room, row])),
  reserved: new Map(reserved.map((row) => [row.room, row])),
  promised: new Map(),
  view: null,
})

export type PlaceAsk = {
  readonly user: UserId
  /** As many as a room of the mode takes. */
  readonly maxMembers: number
  /** Rooms that turned out not to be for this person, or not to be at all. */
  readonly without: readonly RoomId[]
  /** A new id, used if there is no room with a place; null: none may be made. */
  readonly fresh: RoomId | null
}

/** `isReserved`: whoever hears it makes the room, should it not be there yet. */
export type Place = { readonly room: RoomId; readonly isReserved: boolean }

export type LobbyInput =
  | { readonly type: 'set'; readonly lease: Omit<DeviceRow, 'since' | 'until'> }
  | { readonly type: 'leave'; readonly user: UserId; readonly device: string }
  | { readonly type: 'place'; readonly ask: PlaceAsk }
  | { readonly type: 'room'; readonly report: Omit<LobbyRoomRow, 'until'> }
  | { readonly type: 'tick' }

export type LobbyEffect =
  | { readonly type: 'save_device'; readonly row: DeviceRow }
  | { readonly type: 'drop_device'; readonly user: UserId; readonly device: string }
  | { readonly type: 'save_room'; readonly row: LobbyRoomRow }
  | { readonly type: 'drop_room'; readonly room: RoomId }
  | { readonly type: 'save_reservation'; readonly row: ReservationRow }
  | { readonly type: 'drop_reservation'; readonly room: RoomId }

export type LobbyStep = {
  readonly state: LobbyState
  readonly effects: readonly LobbyEffect[]
  /** Of a `set`, what it became; null when there are too many devices of one person. */
  readonly lease: DeviceRow | null
  /** Of a `place`; null when there is no room with a place and none may be made. */
  readonly place: Place | null
}
