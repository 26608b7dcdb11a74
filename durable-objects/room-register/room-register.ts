/**
 * The Durable Object that knows which rooms of an app live, and when each has to be looked at: so that what a room has to do by itself is done
 * also when its alarm was lost, and so that all rooms can be told of a restart, or of the end of their app. No database is on a room's way.
 * Rules [REG…] are in `../SPEC.md`.
 */
import { DurableObject } from 'cloudflare:workers'
import type { AppId, RoomId } from '../../contract/ids.ts'
import { registerOfName, roomName } from '../names.ts'
import { AlarmClock } from '../runtime/alarm-clock.ts'
import { errorText, logError } from '../runtime/log.ts'
import { migrate } from '../runtime/migrations.ts'
import type { RegisterEnv, RestartAsk, RestartTold, RoomRegisterRpc, Sweep } from './room-register-rpc.ts'
import { registerMigrations, RoomRegisterStore } from './room-register-store.ts'
import type { DueRoom } from './room-register-store.ts'

/** Rooms of one sweep, and how many of them at a time. */
const atMost = 200
const atOnce = 25
/** A room that does not answer is looked at again after this. */
const againMs = 10_000

type Look = 'fine' | 'late' | 'over' | 'silent'

export class RoomRegister extends DurableObject<RegisterEnv> implements RoomRegisterRpc {
  readonly #object: string
  readonly #app: AppId
  readonly #store: RoomRegisterStore
  readonly #clock: AlarmClock

  constructor(ctx: DurableObjectState, env: RegisterEnv) {
    super(ctx, env)
    this.#object = ctx.id.name ?? ''
    const app = registerOfName(this.#object)
    if (app === null) throw new Error('a RoomRegister is only reached by a name made in names.ts')
    this.#app = app
    migrate(ctx.storage, registerMigrations)
    this.#store = new RoomRegisterStore(ctx.storage.sql)
    this.#clock = new AlarmClock(ctx.storage, this.#object)
    void ctx.blockConcurrencyWhile(() => this.#clock.refresh())
  }

  async expect(room: RoomId, lookAt: number): Promise<boolean> {
    if (this.#store.hasEnded()) return false
    this.#store.expect(room, lookAt)
    this.#arm()
    return true
  }

  async wake(): Promise<Sweep> {
    await this.#clock.refresh()
    return this.#sweep()
  }

  async restart({ after, limit, afterMs }: RestartAsk): Promise<RestartTold> {
    const page = this.#store.after(after, limit)
    let connections = 0
    const told = await inTurns(page, async ({ room }) => {
      const gone = await this.#ask(room, () => this.#room(room).restart(afterMs))
      connections += gone ?? 0
      return gone !== null
    })
    const next = page.length < limit ? null : (page.at(-1)?.room ?? null)
    return { rooms: told.filter(Boolean).length, connections, next }
  }

  async end(): Promise<number> {
    const now = Date.now()
    this.ctx.storage.transactionSync(() => this.#store.endApp(now))
    const { silent } = await this.#sweep()
    return this.#store.countDue(now) + silent
  }

  /** The platform retries a failed alarm six times and then never again: a sweep never fails. */
  override async alarm(): Promise<void> {
    this.#clock.rang()
    await this.#sweep()
  }

  async #sweep(): Promise<Sweep> {
    const looks = await inTurns(this.#store.due(Date.now(), atMost), (row) => this.#look(row))
    this.#arm()
    const count = (of: Look): number => looks.filter((look) => look === of).length
    const sweep = { looked: looks.length, late: count('late'), over: count('over'), silent: count('silent') }
    if (sweep.late + sweep.silent > 0) logError({ event: 'rooms_late', object: this.#object, ...sweep })
    return sweep
  }

  async #look(row: DueRoom): Promise<Look> {
    const { room } = row
    if (this.#store.hasEnded()) await this.#ask(room, async () => (await this.#room(room).end(), true))
    const care = await this.#ask(room, () => this.#room(room).wake())
    this.#store.settle(row, care === null ? Date.now() + againMs : care.lookAt)
    if (care === null) return 'silent'
    if (care.wasLate) return 'late'
    return care.lookAt === null ? 'over' : 'fine'
  }

  #room(room: RoomId): ReturnType<RegisterEnv['ROOM']['getByName']> {
    return this.env.ROOM.getByName(roomName(this.#app, room))
  }

  /** Null when it does not answer. */
  async #ask<T>(room: RoomId, question: () => Promise<T>): Promise<T | null> {
    try {
      return await question()
    } catch (error) {
      logError({ event: 'room_silent', object: roomName(this.#app, room), error: errorText(error) })
      return null
    }
  }

  #arm(): void {
    this.#clock.wakeBy(this.#store.nextLook(), Date.now())
  }
}

const inTurns = async <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> => {
  const results: R[] = []
  for (let i = 0; i < items.length; i += atOnce) results.push(...(await Promise.all(items.slice(i, i + atOnce).map(work))))
  return results
}
