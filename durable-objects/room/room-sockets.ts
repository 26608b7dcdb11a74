/**
 * The open sockets of a room and what goes out on them. A frame in an idle room goes out at once; what comes within 20 ms of the last is
 * gathered and goes out together, as an array. What a socket is, is in its attachment alone: it outlives the object's memory.
 */
import type { ConnectionId } from '../../contract/ids.ts'
import { closeCodes } from '../../contract/socket.ts'
import type { OpenSocket } from './room-restore.ts'
import type { Attachment } from './room-protocol.ts'
import { attachment as attachmentShape } from './room-rows.ts'

export const gatherMs = 20

type SocketState = Pick<
  DurableObjectState,
  'acceptWebSocket' | 'getWebSockets' | 'getWebSocketAutoResponseTimestamp' | 'setWebSocketAutoResponse'
>

export class RoomSockets {
  readonly #ctx: SocketState
  readonly #sockets = new Map<ConnectionId, WebSocket>()
  /** Frames as text that wait, by socket. */
  readonly #waiting = new Map<WebSocket, string[]>()
  #timer: ReturnType<typeof setTimeout> | null = null
  #sentAt = 0

  constructor(ctx: SocketState) {
    this.#ctx = ctx
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'))
  }

  /** Those that outlived the object's memory. */
  reopen(): OpenSocket[] {
    return this.#ctx.getWebSockets().flatMap((socket) => {
      const attachment = attachmentOf(socket)
      if (attachment === null) {
        socket.close(closeCodes.refused, 'the socket lost its context')
        return []
      }
      this.#sockets.set(attachment.connection, socket)
      return { attachment, pingedAt: this.pingedAt(socket) }
    })
  }

  pingedAt(socket: WebSocket): number | null {
    return this.#ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? null
  }

  /** The last raw ping of each. */
  heard(): Map<ConnectionId, number> {
    const signs = [...this.#sockets].map(([id, socket]) => [id, this.pingedAt(socket)] as const)
    return new Map(signs.filter((sign): sign is readonly [ConnectionId, number] => sign[1] !== null))
  }

  attach(socket: WebSocket, attachment: Attachment): void {
    this.#ctx.acceptWebSocket(socket)
    socket.serializeAttachment(attachment)
    this.#sockets.set(attachment.connection, socket)
  }

  note(attachment: Attachment): void {
    this.#sockets.get(attachment.connection)?.serializeAttachment(attachment)
  }

  toAll(text: string): void {
    for (const socket of this.#sockets.values()) this.#wait(socket, text)
  }

  to(id: ConnectionId, texts: readonly string[]): void {
    const socket = this.#sockets.get(id)
    if (socket !== undefined) for (const text of texts) this.#wait(socket, text)
  }

  close(id: ConnectionId, code: number, reason: string): void {
    const socket = this.#sockets.get(id)
    if (socket === undefined) return
    this.#sockets.delete(id)
    this.#flushOne(socket)
    if (isOpen(socket)) socket.close(code, reason)
  }

  /** A socket that is gone by itself. */
  gone(id: ConnectionId, socket: WebSocket): void {
    this.#waiting.delete(socket)
    if (this.#sockets.get(id) === socket) this.#sockets.delete(id)
  }

  /** After a step: at once when nothing went out lately. */
  flush(now: number): void {
    if (this.#waiting.size === 0 || this.#timer !== null) return
    const wait = Math.min(gatherMs, this.#sentAt + gatherMs - now)
    if (wait > 0) this.#timer = setTimeout(() => this.#flushAll(Date.now()), wait)
    else this.#flushAll(now)
  }

  #flushAll(now: number): void {
    this.#timer = null
    this.#sentAt = now
    for (const socket of this.#waiting.keys()) this.#flushOne(socket)
  }

  #wait(socket: WebSocket, text: string): void {
    const waiting = this.#waiting.get(socket)
    if (waiting === undefined) this.#waiting.set(socket, [text])
    else waiting.push(text)
  }

  #flushOne(socket: WebSocket): void {
    const texts = this.#waiting.get(socket)
    this.#waiting.delete(socket)
    if (texts === undefined || !isOpen(socket)) return
    const [only] = texts
    socket.send(texts.length === 1 && only !== undefined ? only : `[${texts.join(',')}]`)
  }
}

export const attachmentOf = (socket: WebSocket): Attachment | null => attachmentShape.safeParse(socket.deserializeAttachment()).data ?? null

const isOpen = (socket: WebSocket): boolean => socket.readyState === WebSocket.OPEN
