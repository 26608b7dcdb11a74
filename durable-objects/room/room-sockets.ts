/**
 * The open sockets of a room and what goes out on them. A frame in an idle room goes out at once; what comes within 20 ms after it is
 * gathered and goes out together, as an array. What a socket is, is in its attachment alone: it outlives the object's memory.
 */
import type { ConnectionId } from '../../contract/ids.ts'
import { closeCodes } from '../../contract/socket.ts'
import { GatheredFrames } from './gathered-frames.ts'
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
  /** What was read from an attachment is not read again for each frame. */
  readonly #known = new WeakMap<WebSocket, ConnectionId>()
  readonly #waiting = new GatheredFrames<WebSocket>()
  /** Since when the oldest frame waits (epoch ms). */
  #since: number | null = null
  /** Runs from each sending on. By the clock nobody could tell how long ago that was: it stands still while an object computes. */
  #timer: ReturnType<typeof setTimeout> | null = null

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
      this.#set(attachment.connection, socket)
      return { attachment, pingedAt: this.pingedAt(socket) }
    })
  }

  /** Whose socket it is; null when it lost its context. */
  connectionOf(socket: WebSocket): ConnectionId | null {
    return this.#known.get(socket) ?? attachmentOf(socket)?.connection ?? null
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
    this.#set(attachment.connection, socket)
    this.#waiting.join(socket)
  }

  note(attachment: Attachment): void {
    this.#sockets.get(attachment.connection)?.serializeAttachment(attachment)
  }

  toAll(text: string): void {
    this.#waiting.toAll(text)
  }

  to(id: ConnectionId, texts: readonly string[]): void {
    const socket = this.#sockets.get(id)
    if (socket !== undefined) this.#waiting.to(socket, texts)
  }

  close(id: ConnectionId, code: number, reason: string): void {
    const socket = this.#sockets.get(id)
    if (socket === undefined) return
    this.#sockets.delete(id)
    const text = this.#waiting.of(socket)
    this.#waiting.forget(socket)
    if (!isOpen(socket)) return
    if (text !== null) socket.send(text)
    socket.close(code, reason)
  }

  /** A socket that is gone by itself. */
  gone(id: ConnectionId, socket: WebSocket): void {
    this.#waiting.forget(socket)
    if (this.#sockets.get(id) === socket) this.#sockets.delete(id)
  }

  /** After a step: at once when nothing went out lately, and never later than `gatherMs` after it was said, however many steps come before the timer. */
  flush(now: number): void {
    if (this.#waiting.isEmpty) return
    this.#since ??= now
    if (this.#timer === null || now - this.#since >= gatherMs) this.#flushAll()
  }

  #set(id: ConnectionId, socket: WebSocket): void {
    this.#sockets.set(id, socket)
    this.#known.set(socket, id)
  }

  #flushAll(): void {
    this.#since = null
    for (const [socket, text] of this.#waiting.take(this.#sockets.values())) if (isOpen(socket)) socket.send(text)
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#timer = null
      if (!this.#waiting.isEmpty) this.#flushAll()
    }, gatherMs)
  }
}

export const attachmentOf = (socket: WebSocket): Attachment | null => attachmentShape.safeParse(socket.deserializeAttachment()).data ?? null

const isOpen = (socket: WebSocket): boolean => socket.readyState === WebSocket.OPEN
