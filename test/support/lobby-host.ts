/** A Lobby's object made of maps, with rows of JSON text. */
import type { UserId } from '../../contract/ids.ts'
import type { DeviceRow, LobbyInput, LobbyRoomRow, LobbyState } from '../../durable-objects/lobby/lobby-machine.ts'
import { deviceRow, lobbyRoomRow, readLobby, restoreLobby, stepLobby } from '../../durable-objects/lobby/lobby-machine.ts'
import { ids } from './room-host.ts'

const nobodyElse = { without: new Set<UserId>(), after: null, limit: 200 }

export class Hall {
  state: LobbyState = restoreLobby([], [])
  readonly devices = new Map<string, string>()
  readonly rooms = new Map<string, string>()
  now = 1_795_000_000_000

  input(input: LobbyInput): DeviceRow | null {
    const { effects, lease } = stepLobby(this.state, input, this.now)
    for (const effect of effects)
      if (effect.type === 'save_device') this.devices.set(`${effect.row.user} ${effect.row.device}`, JSON.stringify(effect.row))
      else if (effect.type === 'drop_device') this.devices.delete(`${effect.user} ${effect.device}`)
      else if (effect.type === 'save_room') this.rooms.set(effect.row.room, JSON.stringify(effect.row))
      else this.rooms.delete(effect.room)
    return lease
  }

  set(n: number, more: Partial<DeviceRow> = {}): DeviceRow | null {
    const lease = { user: ids.user(n), device: 'phone', name: `person ${n}`, status: 'available', visibility: 'visible', ...more } as const
    return this.input({ type: 'set', lease })
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

  restart(): void {
    const devices = [...this.devices.values()].map((text) => deviceRow.parse(JSON.parse(text)))
    const rooms = [...this.rooms.values()].map((text) => lobbyRoomRow.parse(JSON.parse(text)))
    this.state = restoreLobby(devices, rooms)
  }

  read() {
    return readLobby(this.state, nobodyElse, this.now)
  }
}
