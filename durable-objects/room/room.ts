/**
 * The Durable Object of a room: a session of people, or the pair of two. A thin shell: the keeper moves, stores and says what the machine
 * decides, the mail brings letters away, an alarm does what nobody asks for. Rules [ROOM…] are in `../SPEC.md`.
 */
import { DurableObject } from 'cloudflare:workers'
import type { AppId, ConnectionId, ConsentId, RoomId } from '../../contract/ids.ts'
import type { AppSettings } from '../../contract/keys.ts'
import type { Session } from '../../contract/session.ts'
import { closeCodes } from '../../contract/socket.ts'
import type { ConsentRecord } from '../../domain/realtime/consent-chain.ts'
import { isOver } from '../../domain/realtime/session-states.ts'
import { roomOfName } from '../names.ts'
import { AlarmClock } from '../runtime/alarm-clock.ts'
import { closeCode } from '../runtime/close-code.ts'
import { errorText, logError } from '../runtime/log.ts'
import { RegisterLine } from './register-line.ts'
import { takeText } from './frame-intake.ts'
import { deleteMessage, reportedIn } from './message-desk.ts'
import type { Deleted, Deletion, ReportedAsk, ReportedIn } from './message-desk.ts'
import { mediaFor } from './media-desk.ts'
import { consentIn } from './pair-steps.ts'
import { wantsHeard } from './room-due.ts'
import { careLimits, lookAt } from './room-care.ts'
import type { RoomCare } from './room-care.ts'
import { barredBy, enterRoom } from './room-entrance.ts'
import { activate, hearSaying } from './room-hearing.ts'
import { openTo, readHistory, readSession } from './room-reading.ts'
import type { MediaAsked, MediaReply } from './room-media.ts'
import { RoomParts } from './room-parts.ts'
import type { RoomEnv } from './room-parts.ts'
import type { Doer } from './room-protocol.ts'
import type { DoorInput, HistoryAsk, HistoryPage, RoomHeard, RoomReply, RoomRpc } from './room-rpc.ts'
import { refused, sessionOf } from './room-run.ts'
import { attachmentOf, RoomSockets } from './room-sockets.ts'
import { sessionView } from './session-steps.ts'

/** After an alarm that failed. */
const againMs = 1_000

/** A room that does one of these has something to do by itself from then on. */
const beginsLife: ReadonlySet<DoorInput['type']> = new Set(['create', 'consent_request'])
const whyNot = { ended: 'not_found', silent: 'temporarily_unavailable' } as const

export class Room extends DurableObject<RoomEnv> implements RoomRpc {
  readonly #object: string
  readonly #app: AppId
  readonly #id: RoomId
  readonly #clock: AlarmClock
  readonly #sockets: RoomSockets
  readonly #register: RegisterLine
  #parts: RoomParts | null = null
  #isRinging = false

  constructor(ctx: DurableObjectState, env: RoomEnv) {
    super(ctx, env)
    this.#object = ctx.id.name ?? ''
    const named = roomOfName(this.#object)
    if (named === null) throw new Error('a Room is only reached by a name made in names.ts')
    this.#app = named.app
    this.#id = named.id
    this.#sockets = new RoomSockets(ctx)
    this.#register = new RegisterLine({ object: this.#object, id: named.id, registers: env.ROOM_REGISTER })
    this.#clock = new AlarmClock(ctx.storage, this.#object)
    void ctx.blockConcurrencyWhile(() => this.#clock.refresh())
  }

  async act(app: AppSettings, input: DoorInput): Promise<RoomReply> {
    if (beginsLife.has(input.type)) {
      const registered = await this.#register.expect(app, Date.now())
      if (registered !== 'expected') return { answer: refused(whyNot[registered]), session: null }
    }
    const parts = this.#open()
    const { keeper, mail } = parts
    keeper.learn(app)
    const answer = keeper.step(input, Date.now())
    if (input.type === 'create') await activate(parts)
    await mail.deliverTells()
    this.#deliver()
    return { answer, session: sessionView(keeper.state) }
  }

  async hear(heard: RoomHeard): Promise<void> {
    const { say, users, app } = heard
    const isMaking = say.type === 'create_child' || say.type === 'match_made' || users !== undefined
    if (!isMaking && !this.#isMade()) return
    if ((say.type === 'create_child' || say.type === 'match_made') && app !== undefined) {
      const registered = await this.#register.expect(app, Date.now())
      if (registered === 'ended') return
      // It is told again.
      if (registered === 'silent') throw new Error('the register of rooms does not answer')
    }
    await hearSaying(this.#open(), heard, Date.now())
    this.#deliver()
  }

  async media(app: AppSettings, asked: MediaAsked): Promise<MediaReply> {
    if (!this.#isMade()) return { answer: refused('not_found'), allowed: null }
    const reply = await mediaFor(this.#open(), app, asked)
    this.#deliver()
    return reply
  }

  async read(by: Doer): Promise<RoomReply> {
    if (!this.#isMade()) return { answer: refused('not_found'), session: null }
    const reply = readSession(this.#open(), by, Date.now())
    this.#deliver()
    return reply
  }

  async openTo(by: Doer): Promise<Session | null> {
    return this.#isMade() ? openTo(this.#open(), by, Date.now()) : null
  }

  async history(ask: HistoryAsk): Promise<HistoryPage> {
    if (!this.#isMade()) return { answer: refused('not_found'), messages: [] }
    const page = readHistory(this.#open(), this.#id, ask, Date.now())
    this.#deliver()
    return page
  }

  async reported(ask: ReportedAsk): Promise<ReportedIn | null> {
    return this.#isMade() ? reportedIn(this.#open(), ask) : null
  }

  async deleteMessage(app: AppSettings, deletion: Deletion): Promise<Deleted> {
    if (!this.#isMade()) return { answer: refused('not_found'), left: null }
    const parts = this.#open()
    parts.keeper.learn(app)
    const answer = deleteMessage(parts, deletion, Date.now())
    this.#deliver()
    return answer
  }

  async consent(id: ConsentId): Promise<ConsentRecord | null> {
    if (!this.#isMade()) return null
    const { keeper } = this.#open()
    return consentIn(keeper.state, id, Date.now()) ?? keeper.store.consent(id)
  }

  async lives(): Promise<boolean> {
    const session = this.#isMade() ? sessionOf(this.#open().keeper.state) : null
    return session !== null && !isOver(session.state)
  }

  async wake(): Promise<RoomCare> {
    if (!this.#isMade()) return { lookAt: null, wasLate: false }
    await this.#clock.refresh()
    const wasLate = this.#isLate()
    this.#tick()
    const parts = this.#open()
    await parts.care(Date.now())
    this.#arm()
    const next = lookAt(parts.keeper.state, parts.due, Date.now())
    if (next === null) this.#register.forget()
    return { lookAt: next, wasLate }
  }

  async restart(afterMs: number): Promise<number> {
    if (!this.#isMade()) return 0
    const { keeper } = this.#open()
    const { size } = keeper.state.people.connections
    keeper.step({ type: 'restart', afterMs }, Date.now())
    return size
  }

  async end(): Promise<void> {
    if (!this.#isMade()) return
    this.#open().keeper.step({ type: 'app_ended' }, Date.now())
    this.#register.forget()
    this.#deliver()
  }

  override async fetch(request: Request): Promise<Response> {
    if (!this.#isMade()) return barredBy(refused('not_found'))
    const answer = await enterRoom(this.#open(), this.#register, request)
    this.#deliver()
    return answer
  }

  override async webSocketMessage(socket: WebSocket, text: string | ArrayBuffer): Promise<void> {
    const connection = this.#sockets.connectionOf(socket)
    if (connection === null) return socket.close(closeCodes.refused, 'the socket lost its context')
    takeText(this.#open(), connection, text, Date.now())
    this.#deliver()
  }

  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    this.#gone(socket, code === 1000)
    socket.close(closeCode(code), reason)
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    this.#gone(socket, false)
  }

  /** The platform retries a failed alarm six times and then never again: so none ever fails. */
  override async alarm(): Promise<void> {
    this.#clock.rang()
    this.#isRinging = true
    try {
      this.#tick()
      await this.#open().deliver(Date.now())
    } catch (error) {
      logError({ event: 'alarm_failed', object: this.#object, part: 'room', failures: 1, retry_in_ms: againMs, error: errorText(error) })
      this.#clock.wakeBy(Date.now() + againMs, Date.now())
    }
    this.#isRinging = false
    this.#arm()
  }

  /** What is due was not done, or nothing would wake the room for it. */
  #isLate(): boolean {
    const isSet = this.#clock.isSet || this.#isRinging
    const { due } = this.#open()
    return due !== null && (!isSet || due + careLimits.lateMs < Date.now())
  }

  /** Whether there ever was a room here: asking makes none. */
  #isMade(): boolean {
    if (this.#parts !== null) return true
    return this.ctx.storage.sql.exec(`SELECT 1 FROM sqlite_master WHERE name = 'log'`).toArray().length > 0
  }

  #open(): RoomParts {
    if (this.#parts !== null) return this.#parts
    const of = { ctx: this.ctx, env: this.env, object: this.#object, app: this.#app, id: this.#id, sockets: this.#sockets }
    return (this.#parts = new RoomParts({ ...of, onMoved: () => this.#arm() }))
  }

  #gone(socket: WebSocket, clean: boolean): void {
    const attachment = attachmentOf(socket)
    if (attachment === null || !this.#isMade()) return
    const { connection } = attachment
    const seenAt = clean ? Date.now() : this.#sockets.pingedAt(socket)
    this.#open().keeper.step({ type: 'closed', connection, clean, seenAt }, Date.now())
    this.#sockets.gone(connection, socket)
    this.#deliver()
  }

  #tick(): void {
    const { keeper } = this.#open()
    const now = Date.now()
    const heard = wantsHeard(keeper.state, now) ? this.#sockets.heard() : new Map<ConnectionId, number>()
    keeper.step({ type: 'tick', heard }, now)
  }

  /** After the answer; what does not get through is the alarm's. */
  #deliver(): void {
    this.ctx.waitUntil(
      this.#open()
        .mail.deliver()
        .then(() => this.#arm()),
    )
  }

  #arm(): void {
    this.#clock.wakeBy(this.#open().due, Date.now())
  }
}
