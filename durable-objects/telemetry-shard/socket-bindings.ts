/**
 * Which sockets keep which sessions live. An index over the attachments, which are the truth and survive hibernation;
 * keys are `pairKey(actor, session id as sent)`.
 */
import { limits } from './limits.ts'
import { pairKey } from './session.ts'
import type { LiveSession } from './session.ts'
import type { SocketAttachment } from './socket-attachment.ts'

type LastPong = (socket: WebSocket) => Date | null

export class SocketBindings {
  readonly #sockets = new Map<string, Set<WebSocket>>()
  readonly #lastPong: LastPong

  constructor(lastPong: LastPong) {
    this.#lastPong = lastPong
  }

  /** The attachment with one more session; the oldest makes room when there are too many. */
  bind(socket: WebSocket, attachment: SocketAttachment, actorId: string, sessionId: string): SocketAttachment {
    if (attachment.bound.some(([actor, session]) => actor === actorId && session === sessionId)) return attachment
    const bound: [string, string][] = [...attachment.bound, [actorId, sessionId]]
    const dropped = bound.length > limits.boundSessions ? bound.shift() : undefined
    if (dropped) this.#remove(socket, pairKey(...dropped))
    this.#add(socket, pairKey(actorId, sessionId))
    return { ...attachment, bound }
  }

  /** A socket that is there again, or gone. */
  addAll(socket: WebSocket, { bound }: SocketAttachment): void {
    for (const pair of bound) this.#add(socket, pairKey(...pair))
  }

  removeAll(socket: WebSocket, { bound }: SocketAttachment): void {
    for (const pair of bound) this.#remove(socket, pairKey(...pair))
  }

  /** When a socket of this session last answered a raw `ping` (epoch ms), under any of its ids. */
  heard({ actorId, sessionId, aliases }: LiveSession): number | null {
    let last: number | null = null
    for (const id of [sessionId, ...aliases])
      for (const socket of this.#sockets.get(pairKey(actorId, id)) ?? []) {
        const at = this.#lastPong(socket)?.getTime() ?? null
        if (at !== null && (last === null || at > last)) last = at
      }
    return last
  }

  /** Keys of the bound sessions, by any of their names. */
  keys(): Iterable<string> {
    return this.#sockets.keys()
  }

  #add(socket: WebSocket, key: string): void {
    const set = this.#sockets.get(key)
    if (set) set.add(socket)
    else this.#sockets.set(key, new Set([socket]))
  }

  #remove(socket: WebSocket, key: string): void {
    const set = this.#sockets.get(key)
    set?.delete(socket)
    if (set?.size === 0) this.#sockets.delete(key)
  }
}
