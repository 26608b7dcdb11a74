/** The Durable Object of a mode's lobby: leases of devices, reports of rooms and ids of rooms to be, a row each. A thin shell over `lobby-machine.ts`. */
import { DurableObject } from 'cloudflare:workers'
import { assertNever } from '../../contract/assert-never.ts'
import type { UserId } from '../../contract/ids.ts'
import type { Lobby as LobbyPage, PresenceLease } from '../../contract/presence.ts'
import { AlarmClock } from '../runtime/alarm-clock.ts'
import { migrate } from '../runtime/migrations.ts'
import type { PresenceReport } from '../room/room-report.ts'
import { lobbyDueAt, readLobby, stepLobby } from './lobby-machine.ts'
import type { LobbyAsk, LobbyRpc } from './lobby-rpc.ts'
import { deviceRow, lobbyRoomRow, reservationRow, restoreLobby } from './lobby-state.ts'
import type { DeviceRow, LobbyEffect, LobbyInput, LobbyState, LobbyStep, Place, PlaceAsk } from './lobby-state.ts'

const migrations = [
  { id: 1, sql: 'CREATE TABLE rows (kind TEXT NOT NULL, id TEXT NOT NULL, row TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;' },
]

export class Lobby extends DurableObject<object> implements LobbyRpc {
  readonly #clock: AlarmClock
  #state: LobbyState

  constructor(ctx: DurableObjectState, env: object) {
    super(ctx, env)
    migrate(ctx.storage, migrations)
    this.#state = this.#stored()
    this.#clock = new AlarmClock(ctx.storage, ctx.id.name ?? '')
    void ctx.blockConcurrencyWhile(() => this.#clock.refresh())
  }

  async set(lease: Omit<DeviceRow, 'since' | 'until'>): Promise<Pick<PresenceLease, 'expires_at'> | null> {
    const { lease: row } = this.#step({ type: 'set', lease })
    return row === null ? null : { expires_at: new Date(row.until).toISOString() }
  }

  async leave(user: UserId, device: string): Promise<void> {
    this.#step({ type: 'leave', user, device })
  }

  async place(ask: PlaceAsk): Promise<Place | null> {
    return this.#step({ type: 'place', ask }).place
  }

  async report(report: PresenceReport): Promise<void> {
    this.#step({ type: 'room', report })
  }

  async read({
    without,
    after,
    limit,
  }: LobbyAsk): Promise<Omit<LobbyPage, 'as_of' | 'mode' | 'next_cursor'> & { readonly next: UserId | null }> {
    return readLobby(this.#state, { without: new Set(without), after, limit }, Date.now())
  }

  override async alarm(): Promise<void> {
    this.#clock.rang()
    this.#step({ type: 'tick' })
  }

  #step(input: LobbyInput): LobbyStep {
    const now = Date.now()
    const step = stepLobby(this.#state, input, now)
    try {
      this.ctx.storage.transactionSync(() => {
        for (const effect of step.effects) this.#keep(effect)
      })
    } catch (error) {
      // The machine moved what it holds in place: it is read again.
      this.#state = this.#stored()
      throw error
    }
    this.#clock.wakeBy(lobbyDueAt(this.#state), now)
    return step
  }

  #stored(): LobbyState {
    const rows = this.ctx.storage.sql.exec<{ kind: string; row: string }>('SELECT kind, row FROM rows').toArray()
    const of = (kind: string): unknown[] => rows.filter((each) => each.kind === kind).map(({ row }) => JSON.parse(row))
    return restoreLobby({
      devices: of('device').map((row) => deviceRow.parse(row)),
      rooms: of('room').map((row) => lobbyRoomRow.parse(row)),
      reserved: of('reservation').map((row) => reservationRow.parse(row)),
    })
  }

  #keep(effect: LobbyEffect): void {
    switch (effect.type) {
      case 'save_device':
        return this.#save('device', `${effect.row.user} ${effect.row.device}`, effect.row)
      case 'drop_device':
        return this.#drop('device', `${effect.user} ${effect.device}`)
      case 'save_room':
        return this.#save('room', effect.row.room, effect.row)
      case 'drop_room':
        return this.#drop('room', effect.room)
      case 'save_reservation':
        return this.#save('reservation', effect.row.room, effect.row)
      case 'drop_reservation':
        return this.#drop('reservation', effect.room)
      default:
        return assertNever(effect)
    }
  }

  #save(kind: string, id: string, row: object): void {
    this.ctx.storage.sql.exec('INSERT OR REPLACE INTO rows (kind, id, row) VALUES (?, ?, ?)', kind, id, JSON.stringify(row))
  }

  #drop(kind: string, id: string): void {
    this.ctx.storage.sql.exec('DELETE FROM rows WHERE kind = ? AND id = ?', kind, id)
  }
}
