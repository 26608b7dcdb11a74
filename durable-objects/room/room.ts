/**
 * The Durable Object of a room: a session of people, or the pair of two. A thin shell: the keeper moves, stores and says what the machine
 * decides, the mail brings letters away, an alarm does what nobody asks for. Rules [ROOM…] are in `../SPEC.md`.
 */
import { DurableObject } from 'cloudflare:workers'
import { connectionId, messageId, newId } from '../../contract/ids.ts'
import type { AppId, ConnectionId, ConsentId, RoomId } from '../../contract/ids.ts'
import type { AppSettings } from '../../contract/keys.ts'
import { closeCodes, socketProtocol } from '../../contract/socket.ts'
import type { ClientFrame } from '../../contract/socket.ts'
import { judgeText, wordListOf } from '../../domain/moderation/word-list.ts'
import type { ConsentRecord } from '../../domain/realtime/consent-chain.ts'
import type { ConsentFacts } from '../../domain/policy/facts.ts'
import type { Visitor } from '../../domain/realtime/people.ts'
import { lobbyName, roomName, roomOfName } from '../names.ts'
import type { LobbyObjects } from '../lobby/lobby-rpc.ts'
import { AlarmClock } from '../runtime/alarm-clock.ts'
import { closeCode } from '../runtime/close-code.ts'
import { errorText, logError } from '../runtime/log.ts'
import { isTooLarge, readClientText } from './client-text.ts'
import { answerConsent, requestConsentOf } from './consent-desk.ts'
import { consentIn, factsOfConsent } from './pair-steps.ts'
import { pairId } from '../../domain/realtime/pair-id.ts'
import { openTicket } from '../../domain/realtime/resume-token.ts'
import { dueAt, wantsHeard } from './room-due.ts'
import { wantsWroteAt } from './frame-steps.ts'
import { RoomKeeper } from './room-keeper.ts'
import { RoomMail } from './room-mail.ts'
import type { MailEnv } from './room-mail.ts'
import { comeBackOf, openerOf } from './room-opener.ts'
import type { ComeBack } from './room-opener.ts'
import { denial, judge } from './room-policy.ts'
import type { Doer, MessageFacts, RoomAnswer, RoomEffect } from './room-protocol.ts'
import { reportOf } from './room-report.ts'
import type { DoorInput, HistoryAsk, RoomHeard, RoomOpener, RoomReply, RoomRpc } from './room-rpc.ts'
import { done, refused, sessionOf } from './room-run.ts'
import { attachmentOf, RoomSockets } from './room-sockets.ts'
import { sessionView } from './session-steps.ts'

export type RoomEnv = MailEnv & { readonly LOBBY: LobbyObjects }

/** A lobby hears of what moved at most so often. */
const reportMs = 1_000

type ConsentEffect = Extract<RoomEffect, { type: 'forward_consent' }>

export class Room extends DurableObject<RoomEnv> implements RoomRpc {
  readonly #object: string
  readonly #app: AppId
  readonly #id: RoomId
  readonly #clock: AlarmClock
  readonly #sockets: RoomSockets
  #open: { readonly keeper: RoomKeeper; readonly mail: RoomMail } | null = null
  #reportAt: number | null = null

  constructor(ctx: DurableObjectState, env: RoomEnv) {
    super(ctx, env)
    this.#object = ctx.id.name ?? ''
    const named = roomOfName(this.#object)
    if (named === null) throw new Error('a Room is only reached by a name made in names.ts')
    this.#app = named.app
    this.#id = named.id
    this.#sockets = new RoomSockets(ctx)
    this.#clock = new AlarmClock(ctx.storage, this.#object)
    void ctx.blockConcurrencyWhile(() => this.#clock.refresh())
  }

  async act(app: AppSettings, input: DoorInput): Promise<RoomReply> {
    const { keeper, mail } = this.#opened()
    keeper.learn(app)
    const asked = input.type === 'media' ? { ...input, consent: await this.#consentNow() } : input
    const answer = keeper.step(asked, Date.now())
    if (input.type === 'create') await this.#activate()
    await mail.deliverTells()
    this.#after()
    return { answer, session: sessionView(keeper.state) }
  }

  async hear({ say, users, app }: RoomHeard): Promise<void> {
    const isMaking = say.type === 'create_child' || users !== undefined
    if (!isMaking && !this.#isMade()) return
    const { keeper } = this.#opened()
    if (app !== undefined) keeper.learn(app)
    const now = Date.now()
    if (users !== undefined) keeper.step({ type: 'open_pair', users, epoch: now }, now)
    if (say.type === 'create_child') {
      keeper.step({ type: 'create', spec: say.spec, epoch: now }, now)
      await this.#activate()
    } else keeper.step(say, now)
    this.#after()
  }

  async read(by: Doer): Promise<RoomReply> {
    if (!this.#isMade()) return { answer: refused('not_found'), session: null }
    const { state } = this.#opened().keeper
    const denied = judge(state, { by, action: 'session.read' }, Date.now())
    const session = sessionView(state)
    return denied !== null || session === null ? { answer: refused('not_found'), session: null } : { answer: done, session }
  }

  async history({ by, before, limit }: HistoryAsk): Promise<{ answer: RoomAnswer; messages: ReturnType<RoomKeeper['store']['messages']> }> {
    if (!this.#isMade()) return { answer: refused('not_found'), messages: [] }
    const { keeper } = this.#opened()
    const { purpose } = keeper.state
    const isOthers = purpose.kind === 'pair' && (by.actor.kind !== 'user' || !purpose.users.includes(by.actor.id))
    if (isOthers || purpose.kind === 'nothing') return { answer: refused('not_found'), messages: [] }
    const answer = keeper.ask((run) => denial(run, { by, action: 'chat.read' }) ?? done, Date.now())
    this.#after()
    return { answer, messages: answer.type === 'done' ? keeper.store.messages(this.#id, before, limit) : [] }
  }

  async consent(id: ConsentId): Promise<ConsentRecord | null> {
    if (!this.#isMade()) return null
    const { keeper } = this.#opened()
    return consentIn(keeper.state, id, Date.now()) ?? keeper.store.consent(id)
  }

  async wake(): Promise<void> {
    if (!this.#isMade()) return
    await this.#clock.refresh()
    this.#tick()
    this.#after()
  }

  override async fetch(request: Request): Promise<Response> {
    const opener = openerOf(request.headers)
    if (!this.#isMade()) return barredBy(refused('not_found'))
    const { keeper } = this.#opened()
    keeper.learn(opener.app)
    const back = comeBackOf(request.url)
    const ticket = back === null ? null : openTicket(back.resume, keeper.store.resumeKey())
    const from = ticket?.user === opener.user ? ticket.connection : null
    const visitor = opener.visitor ?? (from === null ? null : this.#known(opener))
    // The door has to say who comes.
    if (visitor === null) return new Response(null, { status: 428 })
    const consent = await this.#consentNow()
    const { 0: client, 1: server } = new WebSocketPair()
    const connection = connectionId.parse(newId())
    const resume = back === null ? null : this.#claim(from, back)
    const answer = keeper.step({ type: 'connect', connection, visitor, consent, resume }, Date.now(), server)
    this.#after()
    if (answer.type !== 'done') return barredBy(answer)
    return new Response(null, { status: 101, webSocket: client, headers: { 'sec-websocket-protocol': socketProtocol } })
  }

  override async webSocketMessage(socket: WebSocket, text: string | ArrayBuffer): Promise<void> {
    const attachment = attachmentOf(socket)
    if (attachment === null) return socket.close(closeCodes.refused, 'the socket lost its context')
    const { connection } = attachment
    const { keeper } = this.#opened()
    const now = Date.now()
    if (isTooLarge(text)) {
      keeper.step({ type: 'closed', connection, clean: false, seenAt: now }, now)
      this.#sockets.close(connection, closeCodes.tooLarge, 'frames are at most 16 KiB')
    } else {
      const read = readClientText(text)
      if (!read.ok) keeper.step({ type: 'bad_frame', connection, code: read.error.code, detail: read.error.detail }, now)
      else keeper.step({ type: 'frame', connection, frame: read.value, message: this.#message(connection, read.value) }, now)
    }
    this.#after()
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
    try {
      this.#tick()
      await this.#report()
      await this.#opened().mail.deliver()
    } catch (error) {
      logError({ event: 'alarm_failed', object: this.#object, part: 'room', failures: 1, retry_in_ms: reportMs, error: errorText(error) })
      this.#clock.wakeBy(Date.now() + reportMs, Date.now())
    }
    this.#arm()
  }

  /** Whether there ever was a room here: asking makes none. */
  #isMade(): boolean {
    if (this.#open !== null) return true
    return this.ctx.storage.sql.exec(`SELECT 1 FROM sqlite_master WHERE name = 'log'`).toArray().length > 0
  }

  #opened(): { readonly keeper: RoomKeeper; readonly mail: RoomMail } {
    return (this.#open ??= this.#made())
  }

  #made(): { readonly keeper: RoomKeeper; readonly mail: RoomMail } {
    const { storage } = this.ctx
    const letters = {
      tell: (...[message]: Parameters<RoomMail['tell']>) => this.#opened().mail.tell(message),
      fact: (...[fact]: Parameters<RoomMail['fact']>) => this.#opened().mail.fact(fact),
      note: (...[note]: Parameters<RoomMail['note']>) => this.#opened().mail.note(note),
      presence: () => void (this.#reportAt ??= Date.now() + reportMs),
      forward: (effect: ConsentEffect) => this.ctx.waitUntil(this.#forward(effect)),
    }
    const keeper = new RoomKeeper({ storage, sockets: this.#sockets, letters, app: this.#app, id: this.#id })
    const settings = (): AppSettings | null => keeper.store.app()
    const mail = new RoomMail({ sql: storage.sql, object: this.#object, app: this.#app, env: this.env, settings, now: () => Date.now() })
    return { keeper, mail }
  }

  /** A session that is made begins at once: peers need nothing made for them. */
  async #activate(): Promise<void> {
    const { keeper } = this.#opened()
    if (sessionOf(keeper.state)?.state !== 'creating') return
    const consent = await this.#consentNow()
    keeper.step({ type: 'activate', consent }, Date.now())
  }

  /** As the pair says now; throws when it can not be asked: then nobody comes in. */
  async #consentNow(): Promise<ConsentFacts | null> {
    const known = sessionOf(this.#opened().keeper.state)?.consent ?? null
    if (known === null) return null
    const pair = this.env.ROOM.getByName(roomName(this.#app, pairId(this.#app, known.from, known.to)))
    const record = await pair.consent(known.id as ConsentId)
    return record === null ? { ...known, state: 'expired' } : factsOfConsent(record)
  }

  #known({ user, signIn }: RoomOpener): Visitor | null {
    const member = this.#opened().keeper.state.people.members.get(user)
    if (member === undefined) return null
    const { name, tier, restrictions, blocked } = member
    return { user, name, tier, restrictions, blocked, signIn }
  }

  /** Who has no good token has heard nothing of this room. */
  #claim(from: ConnectionId | null, { epoch, seq }: ComeBack) {
    const { keeper } = this.#opened()
    const oldest = keeper.store.oldest() ?? keeper.state.seq + 1
    return from === null ? { connection: connectionId.parse(newId()), epoch: 0, seq: 0, oldest } : { connection: from, epoch, seq, oldest }
  }

  #message(id: ConnectionId, frame: ClientFrame): MessageFacts | null {
    if (frame.t !== 'chat.send') return null
    const { keeper } = this.#opened()
    const connection = keeper.state.people.connections.get(id)
    const session = sessionOf(keeper.state)
    const isHeld = session?.mode.policies.word_list === true
    const judged = isHeld ? judgeText(frame.text, wordListOf(session.policies.words)) : { text: frame.text, isRefused: false }
    const earlier = connection === undefined ? null : keeper.store.earlier(connection.user, frame.client_id)
    const wroteAt = connection !== undefined && wantsWroteAt(keeper.state, connection) ? keeper.store.wroteAt(connection.user) : null
    return { id: messageId.parse(newId()), earlier, text: judged.text, isRefused: judged.isRefused, wroteAt }
  }

  /** What somebody says of a consent goes to the pair; what comes of it comes back to everyone it concerns, an error to who said it. */
  async #forward({ connection, frame }: ConsentEffect): Promise<void> {
    const { keeper } = this.#opened()
    const app = keeper.store.app()
    const user = keeper.state.people.connections.get(connection)?.user
    const member = user === undefined ? undefined : keeper.state.people.members.get(user)
    const mode = sessionOf(keeper.state)?.mode
    if (app === null || member === undefined || mode === undefined) return
    let answer: RoomAnswer
    try {
      if (frame.t === 'consent.request') {
        const isHere = keeper.state.people.members.has(frame.to_user_id)
        const what = { to: frame.to_user_id, purpose: frame.purpose, mode }
        answer = isHere ? await requestConsentOf(this.env, app, member, what) : refused('not_found')
      } else answer = await answerConsent(this.env, app, member, { id: frame.consent_id, act: actOf[frame.t] })
    } catch (error) {
      logError({ event: 'frame_failed', object: this.#object, error: errorText(error) })
      answer = refused('temporarily_unavailable')
    }
    if (answer.type !== 'refused' && answer.type !== 'denied') return
    const wait = answer.retryAfterMs === null ? {} : { retry_after_ms: answer.retryAfterMs }
    const detail = answer.type === 'refused' ? answer.detail : 'A rule does not allow this.'
    this.#sockets.to(connection, [JSON.stringify({ t: 'error', code: answer.code, detail, about: frame.t, ...wait })])
    this.#sockets.flush(Date.now())
  }

  #gone(socket: WebSocket, clean: boolean): void {
    const attachment = attachmentOf(socket)
    if (attachment === null || !this.#isMade()) return
    const { connection } = attachment
    const { keeper } = this.#opened()
    const seenAt = clean ? Date.now() : this.#sockets.pingedAt(socket)
    keeper.step({ type: 'closed', connection, clean, seenAt }, Date.now())
    this.#sockets.gone(connection, socket)
    this.#after()
  }

  #tick(): void {
    const { keeper } = this.#opened()
    const now = Date.now()
    const heard = wantsHeard(keeper.state, now) ? this.#sockets.heard() : new Map<ConnectionId, number>()
    keeper.step({ type: 'tick', heard }, now)
  }

  async #report(): Promise<void> {
    const now = Date.now()
    if (this.#reportAt === null || now < this.#reportAt) return
    const told = reportOf(this.#opened().keeper.state, now)
    if (told !== null) await this.env.LOBBY.getByName(lobbyName(this.#app, told.mode)).report(told.report)
    this.#reportAt = null
  }

  #after(): void {
    this.ctx.waitUntil(this.#opened().mail.deliver())
    this.#arm()
  }

  #arm(): void {
    const { keeper, mail } = this.#opened()
    const due = [dueAt(keeper.state), mail.due, this.#reportAt].filter((each) => each !== null)
    if (due.length > 0) this.#clock.wakeBy(Math.min(...due), Date.now())
  }
}

const actOf = { 'consent.grant': 'grant', 'consent.deny': 'deny', 'consent.revoke': 'revoke' } as const

const barredBy = (answer: RoomAnswer): Response => {
  if (answer.type !== 'refused' && answer.type !== 'denied') throw new Error(`nobody is kept out by ${answer.type}`)
  const detail = answer.type === 'refused' ? answer.detail : 'A rule does not allow this.'
  return Response.json({ code: answer.code, detail, retryAfterMs: answer.retryAfterMs }, { status: 403 })
}
