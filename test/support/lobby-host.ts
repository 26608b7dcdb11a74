/** A Lobby's object made of maps, with rows of JSON text. */
import type { UserId } from '../../contract/ids.ts'
import { assertNever } from '../../contract/assert-never.ts'
import { readLobby, stepLobby } from '../../durable-objects/lobby/lobby-machine.ts'
import type {
  DeviceRow,
  LobbyEffect,
  LobbyInput,
  LobbyRoomRow,
  LobbyState,
  LobbyStep,
  Place,
} from '../../durable-objects/lobby/lobby-state.ts'
import { deviceRow, lobbyRoomRow, reservationRow, restoreLobby } from '../../durable-objects/lobby/lobby-state.ts'
import { ids } from './room-host.ts'

const nobodyElse = { without: new Set<UserId>(), after: null, limit: 200 }

export class Hall {
  state: LobbyState = restoreLobby({ devices: [], rooms: [], reserved: [] })
  readonly devices = new Map<string, string>()
  readonly rooms = new Map<string, string>()
  readonly reserved = new Map<string, string>()
  now = 1_795_000_000_000

  input(input: LobbyInput): LobbyStep {
    const step = stepLobby(this.state, input, this.now)
    for (const effect of step.effects) this.#keep(effect)
    return step
  }

  #keep(effect: LobbyEffect): void {
    switch (effect.type) {
      case 'save_device':
        return void this.devices.set(`${effect.row.user} ${effect.row.device}`, JSON.stringify(effect.row))
      case 'drop_device':
        return void this.devices.delete(`${effect.user} ${effect.device}`)
      case 'save_room':
        return void this.rooms.set(effect.row.room, JSON.stringify(effect.row))
      case 'drop_room':
        return void this.rooms.delete(effect.room)
      case 'save_reservation':
        return void this.reserved.set(effect.row.room, JSON.stringify(effect.row))
      case 'drop_reservation':
        return void this.reserved.delete(effect.room)
      default:
        return assertNever(effect)
    }
  }

  set(n: number, more: Partial<DeviceRow> = {}): DeviceRow | null {
    const lease = { user: ids.user(n), device: 'phone', name: `person ${n}`, status: 'available', visibility: 'visible', ...more } as const
    return this.input({ type: 'set', lease }).lease
  }

  room(n: number, version: number, people: readonly number[], more: Partial<LobbyRoomRow> = {}): void {
    const members = people.map((person) => ({
      user_id: ids.user(person),
      display_name: `person ${person}`,
      status: 'available' as const,
      since: new Date(this.now).toISOString(),
    }))
    this.input({ type: 'room', report: { room: ids.room(n), version, isOpen: true, count: people.length, members, ...more } })
  }

  /** Asked by a person for a place; `fresh`: the id a new room would have, null: none may be made. */
  place(n: number, fresh: number | null, { max = 100, without = [] }: { max?: number; without?: readonly number[] } = {}): Place | null {
    const ask = { user: ids.user(n), maxMembers: max, without: without.map(ids.room), fresh: fresh === null ? null : ids.room(fresh) }
    return this.input({ type: 'place', ask }).place
  }

  restart(): void {
    this.state = restoreLobby({
      devices: [...this.devices.values()].map((text) => deviceRow.parse(JSON.parse(text))),
      rooms: [...this.rooms.values()].map((text) => lobbyRoomRow.parse(JSON.parse(text))),
      reserved: [...this.reserved.values()].map((text) => reservationRow.parse(JSON.parse(text))),
    })
  }

  read() {
    return readLobby(this.state, nobodyElse, this.now)
  }
}
