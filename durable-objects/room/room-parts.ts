/** What a Room's object holds in memory, over its SQLite. Made when there is a room or is to be one: asking for what never was leaves nothing. */
import type { AppId, RoomId } from '../../contract/ids.ts'
import { migrate } from '../runtime/migrations.ts'
import type { LobbyObjects } from '../lobby/lobby-rpc.ts'
import type { RoomRegisterObjects } from '../room-register/room-register-rpc.ts'
import { roomName } from '../names.ts'
import { LobbyLine } from './lobby-line.ts'
import { PairLine } from './pair-line.ts'
import { sessionsToFind } from './room-care.ts'
import { dueAt } from './room-due.ts'
import { RoomKeeper } from './room-keeper.ts'
import { RoomMail } from './room-mail.ts'
import type { MailEnv } from './room-mail.ts'
import { roomMigrations } from './room-migrations.ts'
import type { RoomSockets } from './room-sockets.ts'
import { RoomStore } from './room-store.ts'

export type RoomEnv = MailEnv & { readonly LOBBY: LobbyObjects; readonly ROOM_REGISTER: RoomRegisterObjects }

type Deps = {
  readonly ctx: Pick<DurableObjectState, 'storage' | 'waitUntil'>
  readonly env: RoomEnv
  readonly object: string
  readonly app: AppId
  readonly id: RoomId
  readonly sockets: RoomSockets
  /** Something moved in the step that is running. */
  readonly onMoved: () => void
}

export class RoomParts {
  readonly #lives: (room: RoomId) => Promise<boolean>
  readonly sockets: RoomSockets
  readonly mail: RoomMail
  readonly keeper: RoomKeeper
  readonly pair: PairLine
  readonly lobby: LobbyLine

  constructor({ ctx, env, object, app, id, sockets, onMoved }: Deps) {
    const { storage } = ctx
    migrate(storage, roomMigrations)
    const store = new RoomStore(storage.sql)
    this.#lives = (room) => env.ROOM.getByName(roomName(app, room)).lives()
    this.sockets = sockets
    this.mail = new RoomMail({ sql: storage.sql, object, app, id, env, settings: () => store.app(), now: () => Date.now() })
    const letters = {
      mail: this.mail,
      presence: (now: number): void => this.lobby.moved(now),
      forward: (effect: Parameters<PairLine['forward']>[0]): void => ctx.waitUntil(this.pair.forward(effect)),
    }
    this.keeper = new RoomKeeper({ storage, store, sockets, letters, app, id, onMoved })
    this.pair = new PairLine({ app, object, env, keeper: this.keeper, sockets })
    this.lobby = new LobbyLine({ app, lobbies: env.LOBBY, state: () => this.keeper.state })
    this.lobby.moved(Date.now())
  }

  /** Epoch ms of the next thing to do by itself; null when there is none. */
  get due(): number | null {
    const due = [dueAt(this.keeper.state), this.mail.due, this.lobby.due].filter((each) => each !== null)
    return due.length === 0 ? null : Math.min(...due)
  }

  /** What is to be told by now is told. Throws when the lobby does not hear it. */
  async deliver(now: number): Promise<void> {
    await Promise.all([this.lobby.deliver(now), this.mail.deliver()])
  }

  /** For who looks after the room: all is told, and no consent is kept by a session that is not there. Throws when somebody does not answer. */
  async care(now: number): Promise<void> {
    await Promise.all([this.lobby.deliverNow(now), this.mail.deliver()])
    for (const session of sessionsToFind(this.keeper.state, now))
      if (!(await this.#lives(session))) this.keeper.step({ type: 'consent_release', session }, now)
  }
}
