/**
 * The telemetry sockets of one shard: upgrade, frames, receipts, bindings. The frames are in `contract/telemetry-socket.ts`,
 * what an event may look like in `domain/events/`, what it does in the keeper. Nothing here lives only in memory.
 */
import type { AcceptAnswer, AcceptItem, AcceptRequest, Refusal, Verdict } from '../../contract/telemetry.ts'
import type { Failure } from '../../contract/errors.ts'
import type { TelemetryServerFrame } from '../../contract/telemetry-socket.ts'
import { telemetryHeartbeatS, telemetrySocketFrameBytes } from '../../contract/telemetry-socket.ts'
import { newId } from '../../contract/ids.ts'
import { BoundedMap } from '../../domain/credentials/bounded-map.ts'
import { botLabel } from '../../domain/events/bot-label.ts'
import type { Batch } from '../../domain/events/candidate.ts'
import { ingestAnswer } from '../../domain/events/ingest-answer.ts'
import { telemetryAllowance } from '../../domain/limits/telemetry-allowance.ts'
import { stampActor } from '../../domain/events/stamp-actor.ts'
import { prepareEvents } from '../../domain/events/prepare-events.ts'
import { telemetryShardName, telemetryShardOf } from '../names.ts'
import { errorText, logError } from '../runtime/log.ts'
import { limits } from './limits.ts'
import type { LiveSession } from './session.ts'
import type { SocketAttachment } from './socket-attachment.ts'
import { attachmentFrom, socketAttachment } from './socket-attachment.ts'
import { SocketBindings } from './socket-bindings.ts'
import type { Ref } from './socket-frame.ts'
import { parseFrame } from './socket-frame.ts'
import { fitsBytes } from './utf8.ts'

export type SocketDeps = {
  readonly ctx: Pick<
    DurableObjectState,
    'acceptWebSocket' | 'getWebSockets' | 'getWebSocketAutoResponseTimestamp' | 'setWebSocketAutoResponse'
  >
  readonly object: string
  /** This shard, at once. */
  readonly accept: (request: AcceptRequest) => AcceptAnswer
  /** Another shard of the app, by name. */
  readonly forward: (object: string, request: AcceptRequest) => Promise<AcceptAnswer>
  readonly isLive: (actorId: string, sessionId: string) => boolean
  readonly now: () => number
}

export class TelemetrySockets {
  readonly #deps: SocketDeps
  readonly #bindings: SocketBindings
  /** Keys and sign-ins that were withdrawn a moment ago, and when: a door may take one for valid a few seconds longer. */
  readonly #withdrawn = new BoundedMap<string, number>(limits.withdrawn)

  constructor(deps: SocketDeps) {
    this.#deps = deps
    this.#bindings = new SocketBindings((socket) => deps.ctx.getWebSocketAutoResponseTimestamp(socket))
    deps.ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'))
    for (const socket of deps.ctx.getWebSockets()) {
      const attachment = read(socket)
      if (attachment) this.#bindings.addAll(socket, attachment)
    }
  }

  upgrade(request: Request): Response {
    const attachment = attachmentFrom(request.headers)
    if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket') return new Response(null, { status: 426 })
    if (!attachment) return new Response(null, { status: 400 })
    const { 0: client, 1: server } = new WebSocketPair()
    const openers = [attachment.opened_by, attachment.app.app_id]
    this.#deps.ctx.acceptWebSocket(server, openers)
    server.serializeAttachment(attachment)
    const ttl = attachment.app.session_ttl_s
    if (openers.some((opener) => this.#isWithdrawn(opener))) close(server, 1008, withdrawn)
    else send(server, { t: 'welcome', heartbeat_s: telemetryHeartbeatS(ttl), session_ttl_s: ttl })
    return new Response(null, { status: 101, webSocket: client, headers: { 'sec-websocket-protocol': 'prost.v1' } })
  }

  /** The last sign of life of a session that its sockets know. */
  heard(session: LiveSession): number | null {
    return this.#bindings.heard(session)
  }

  /** Keys (`pairKey`) of the sessions that sockets keep live, by any of their names. */
  bound(): Iterable<string> {
    return this.#bindings.keys()
  }

  async message(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const attachment = read(socket)
    if (!attachment) return close(socket, 1011, 'the socket lost its context')
    if (tooLarge(message)) return close(socket, 1009, 'frames are at most 64 KiB')
    if (typeof message !== 'string') return this.#bad(socket, attachment, binaryFrame, {})
    const frame = parseFrame(message)
    if (!frame.ok) return this.#bad(socket, attachment, frame.error, frame.ref)
    try {
      await this.#events(socket, attachment, frame.batch, frame.ref)
    } catch (error) {
      logError({ event: 'frame_failed', object: this.#deps.object, error: errorText(error) })
      send(socket, { t: 'error', ...frame.ref, code: 'internal_error', detail: 'something went wrong on our side' })
    }
  }

  /** The sessions that a socket kept live and the last sign of life of each, when it goes away. */
  gone(socket: WebSocket): readonly { readonly actorId: string; readonly sessionId: string; readonly at: number }[] {
    const attachment = read(socket)
    if (!attachment) return []
    this.#bindings.removeAll(socket, attachment)
    const at = this.#deps.ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime()
    return at === undefined ? [] : attachment.bound.map(([actorId, sessionId]) => ({ actorId, sessionId, at }))
  }

  /** Closes what a key or sign-in opened that is no longer valid (or all, by the app's id), and what a door that does not know yet still opens with it. */
  closeOpenedBy(opener: string): void {
    this.#withdrawn.set(opener, this.#deps.now())
    for (const socket of this.#deps.ctx.getWebSockets(opener)) close(socket, 1008, withdrawn)
  }

  #isWithdrawn(opener: string): boolean {
    const at = this.#withdrawn.get(opener)
    return at !== undefined && this.#deps.now() - at < limits.withdrawnMs
  }

  async #events(socket: WebSocket, attachment: SocketAttachment, batch: Batch, ref: Ref): Promise<void> {
    const { app, bot, actor_id } = attachment
    const receivedAt = this.#deps.now()
    const prepared = prepareEvents(stampActor(batch, actor_id), { receivedAt, newId, isBot: botLabel(bot) })
    if (!prepared.ok) return this.#bad(socket, attachment, prepared.error, ref)
    const items = prepared.value
    const answers = await Promise.all(
      [...this.#byObject(attachment, items)].map(async ([object, places]) => {
        const own = places.map((place) => itemAt(items, place))
        const allowance = telemetryAllowance(app, own.length / items.length)
        const request = { app_id: app.app_id, session_ttl_s: app.session_ttl_s, received_at: receivedAt, allowance, items: own }
        // This shard answers at once, so frames of one socket act in the order they came.
        const answer = object === this.#deps.object ? this.#acceptHere(socket, request) : await this.#deps.forward(object, request)
        return { places, answer }
      }),
    )
    send(socket, receipts(items, answers, ref))
  }

  /** Item places by the object that owns their actor; quarantine belongs to nobody and stays here. */
  #byObject({ app }: SocketAttachment, items: readonly AcceptItem[]): Map<string, number[]> {
    const places = new Map<string, number[]>()
    items.forEach((item, place) => {
      const here = item.kind === 'quarantine' || app.telemetry_shards === 1
      const object = here ? this.#deps.object : telemetryShardName(app, telemetryShardOf(app, item.actor_id))
      const list = places.get(object)
      if (list) list.push(place)
      else places.set(object, [place])
    })
    return places
  }

  #acceptHere(socket: WebSocket, request: AcceptRequest): AcceptAnswer {
    const answer = this.#deps.accept(request)
    if (answer.ok) this.#bind(socket, request.items, answer.verdicts)
    return answer
  }

  /** Also for duplicates: a client that comes back sends its start again. */
  #bind(socket: WebSocket, items: readonly AcceptItem[], verdicts: readonly Verdict[]): void {
    const before = read(socket)
    if (!before) return
    let after = before
    items.forEach((item, i) => {
      const control = item.kind === 'event' ? item.control : null
      if (control?.type !== 'session.start' && control?.type !== 'session.recover') return
      const status = verdicts[i]?.status
      if (status !== 'accepted' && status !== 'duplicate') return
      if (this.#deps.isLive(control.actor_id, control.session_id))
        after = this.#bindings.bind(socket, after, control.actor_id, control.session_id)
    })
    if (after !== before) socket.serializeAttachment(after)
  }

  #bad(socket: WebSocket, attachment: SocketAttachment, { code, detail }: Failure, ref: Ref): void {
    const bad = attachment.bad + 1
    send(socket, { t: 'error', ...ref, code, detail })
    if (bad >= limits.badFrames) return close(socket, 1008, 'too many bad frames')
    socket.serializeAttachment({ ...attachment, bad })
  }
}

const read = (socket: WebSocket): SocketAttachment | null => {
  const parsed = socketAttachment.safeParse(socket.deserializeAttachment())
  return parsed.success ? parsed.data : null
}

const send = (socket: WebSocket, frame: TelemetryServerFrame): void => {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame))
}

const close = (socket: WebSocket, code: number, reason: string): void => {
  if (socket.readyState === WebSocket.OPEN) socket.close(code, reason)
}

const tooLarge = (message: string | ArrayBuffer): boolean =>
  typeof message === 'string' ? !fitsBytes(message, telemetrySocketFrameBytes) : message.byteLength > telemetrySocketFrameBytes

const withdrawn = 'the key or sign-in was withdrawn'
const binaryFrame: Failure = { code: 'validation_failed', detail: 'frames are text' }

const itemAt = (items: readonly AcceptItem[], place: number): AcceptItem => {
  const item = items[place]
  if (!item) throw new Error(`there is no item ${place}`)
  return item
}

type Answered = { readonly places: readonly number[]; readonly answer: AcceptAnswer }

const refusalFrame = ({ retryAfterSeconds, limited }: Refusal, ref: Ref): TelemetryServerFrame =>
  limited === undefined
    ? {
        t: 'error',
        ...ref,
        code: 'temporarily_unavailable',
        detail: 'the promise can not be made right now; send the frame again',
        retry_after_s: retryAfterSeconds,
      }
    : {
        t: 'error',
        ...ref,
        code: 'rate_limited',
        detail: `over the limit ${limited.by} of the app; send the frame again`,
        retry_after_ms: limited.retryAfterMs,
      }

const receipts = (items: readonly AcceptItem[], answers: readonly Answered[], ref: Ref): TelemetryServerFrame => {
  const verdicts: Verdict[] = []
  for (const { places, answer } of answers) {
    if (!answer.ok) return refusalFrame(answer, ref)
    places.forEach((place, i) => {
      const verdict = answer.verdicts[i]
      if (verdict) verdicts[place] = verdict
    })
  }
  return { t: 'receipts', ...ref, ...ingestAnswer(items, verdicts) }
}
