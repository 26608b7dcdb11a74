/**
 * The Durable Object of a queue: who waits for a match in a mode and a region. A thin shell: the keeper moves, stores and pushes what the
 * machine decides, the mail brings letters away, an alarm does what nobody asks for while somebody waits. Rules [MQ…] are in `../SPEC.md`.
 */
import { DurableObject } from 'cloudflare:workers'
import { matchClientFrame } from '../../contract/match.ts'
import { closeCodes, socketProtocol } from '../../contract/socket.ts'
import type { Failure } from '../../contract/errors.ts'
import { errorTable } from '../../contract/errors.ts'
import { matchQueueOfName } from '../names.ts'
import { AlarmClock } from '../runtime/alarm-clock.ts'
import { closeCode } from '../runtime/close-code.ts'
import { errorText, logError } from '../runtime/log.ts'
import { migrate } from '../runtime/migrations.ts'
import { isTooLarge, readFrame } from '../runtime/client-text.ts'
import { matchDueAt, wantsSigns } from './match-due.ts'
import { MatchKeeper } from './match-keeper.ts'
import { MatchMail } from './match-mail.ts'
import type { MatchEnv } from './match-mail.ts'
import type { MatchAnswer } from './match-protocol.ts'
import { matchBarred, matchOpener, matchOpenerHeader } from './match-rpc.ts'
import type { MatchAct, MatchQueueRpc, QueueHeard, QueueSetup } from './match-rpc.ts'
import { attachmentOf, MatchSockets } from './match-sockets.ts'
import type { MatchAttachment } from './match-sockets.ts'
import { matchMigrations, MatchStore } from './match-store.ts'

/** After an alarm that failed. */
const againMs = 1_000
/** The fifth bad frame closes. */
const badFrames = 5

export class MatchQueue extends DurableObject<MatchEnv> implements MatchQueueRpc {
  readonly #object: string
  readonly #clock: AlarmClock
  readonly #sockets: MatchSockets
  readonly #mail: MatchMail
  readonly #keeper: MatchKeeper

  constructor(ctx: DurableObjectState, env: MatchEnv) {
    super(ctx, env)
    this.#object = ctx.id.name ?? ''
    const named = matchQueueOfName(this.#object)
    if (named === null) throw new Error('a MatchQueue is only reached by a name made in names.ts')
    const { app, queue, region } = named
    migrate(ctx.storage, matchMigrations)
    const store = new MatchStore(ctx.storage.sql)
    const setup = (): QueueSetup => {
      const found = store.setup()
      if (found === null) throw new Error('no door said yet what this queue is')
      return found
    }
    this.#sockets = new MatchSockets(ctx)
    this.#mail = new MatchMail({ sql: ctx.storage.sql, object: this.#object, app, queue, region, env, setup })
    const waitUntil = (work: Promise<void>): void => ctx.waitUntil(work)
    this.#keeper = new MatchKeeper({ storage: ctx.storage, store, mail: this.#mail, sockets: this.#sockets, queue, region, waitUntil })
    this.#clock = new AlarmClock(ctx.storage, this.#object)
    void ctx.blockConcurrencyWhile(() => this.#clock.refresh())
  }

  async act(setup: QueueSetup | null, input: MatchAct): Promise<MatchAnswer> {
    if (setup !== null) this.#keeper.learn(setup)
    const answer = this.#keeper.step(input, Date.now())
    // Whoever hears that the session is open, or that the ticket is over, finds it so elsewhere.
    if (answer.type === 'ticket' && (answer.ticket.state === 'confirmed' || answer.ticket.state === 'left')) await this.#mail.deliverTells()
    this.#deliver()
    return answer
  }

  async hear(say: QueueHeard, setup?: QueueSetup): Promise<void> {
    if (setup !== undefined) this.#keeper.learn(setup)
    if (say.type === 'sign_in_ended') return this.#sockets.closeSignIn(say.signIn)
    this.#keeper.step(say, Date.now())
    this.#deliver()
  }

  override async fetch(request: Request): Promise<Response> {
    const opener = matchOpener.parse(JSON.parse(request.headers.get(matchOpenerHeader) ?? ''))
    const now = Date.now()
    const row = this.#keeper.state.tickets.get(opener.ticket)
    if (row?.user !== opener.user || row.standing.state === 'left') return barred({ why: 'not_there' })
    if (row.standing.state === 'moved') return barred({ why: 'elsewhere', region: row.standing.to })
    const { 0: client, 1: server } = new WebSocketPair()
    this.#sockets.attach(server, { ...opener, openedAt: now, bad: 0 })
    this.#keeper.step({ type: 'seen', ticket: row.id }, now)
    this.#keeper.pushTo(row.id)
    this.#deliver()
    return new Response(null, { status: 101, webSocket: client, headers: { 'sec-websocket-protocol': socketProtocol } })
  }

  override async webSocketMessage(socket: WebSocket, text: string | ArrayBuffer): Promise<void> {
    const held = attachmentOf(socket)
    if (held === null) return socket.close(closeCodes.refused, 'the socket lost its context')
    if (isTooLarge(text)) return socket.close(closeCodes.tooLarge, 'frames are at most 16 KiB')
    const read = readFrame(matchClientFrame, text)
    if (!read.ok) return this.#badFrame(socket, held, read.error)
    const { ticket, user } = held
    const answer = this.#keeper.step({ type: read.value.t, ticket, user }, Date.now())
    if (answer.type === 'refused') sendError(socket, { code: answer.code, detail: `${errorTable[answer.code].title}.` })
    this.#deliver()
  }

  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    this.#gone(socket)
    socket.close(closeCode(code), reason)
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    this.#gone(socket)
  }

  /** The platform retries a failed alarm six times and then never again: so none ever fails. */
  override async alarm(): Promise<void> {
    this.#clock.rang()
    try {
      const now = Date.now()
      const signs = this.#sockets.signs(wantsSigns(this.#keeper.state, now), now)
      this.#keeper.step({ type: 'tick', signs }, now)
      await this.#mail.deliver()
    } catch (error) {
      logError({ event: 'alarm_failed', object: this.#object, part: 'match', failures: 1, retry_in_ms: againMs, error: errorText(error) })
      this.#clock.wakeBy(Date.now() + againMs, Date.now())
    }
    this.#arm()
  }

  /** From here on somebody may be gone: the last sign of life is this one. */
  #gone(socket: WebSocket): void {
    const held = this.#sockets.gone(socket)
    if (held === null) return
    this.#keeper.step({ type: 'seen', ticket: held.ticket }, Date.now())
    this.#deliver()
  }

  #badFrame(socket: WebSocket, held: MatchAttachment, { code, detail }: Failure): void {
    const bad = held.bad + 1
    sendError(socket, { code, detail })
    this.#sockets.note(socket, { ...held, bad })
    if (bad >= badFrames) socket.close(closeCodes.refused, 'bad_frames')
  }

  /** After the answer; what does not get through is the alarm's. */
  #deliver(): void {
    this.ctx.waitUntil(this.#mail.deliver().then(() => this.#arm()))
    this.#arm()
  }

  #arm(): void {
    const due = [matchDueAt(this.#keeper.state), this.#mail.due].filter((each) => each !== null)
    this.#clock.wakeBy(due.length === 0 ? null : Math.min(...due), Date.now())
  }
}

const sendError = (socket: WebSocket, { code, detail }: Pick<Failure, 'code' | 'detail'>): void =>
  socket.send(JSON.stringify({ t: 'error', code, detail }))

const barred = (why: ReturnType<typeof matchBarred.parse>): Response => Response.json(why, { status: 403 })
