/** The open sockets of a queue, by ticket. What a socket is, is in its attachment alone: it outlives the object's memory. */
import * as z from 'zod'
import { sessionId, ticketId, userId } from '../../contract/ids.ts'
import type { SessionId, TicketId } from '../../contract/ids.ts'
import type { MatchServerFrame } from '../../contract/match.ts'
import { closeCodes } from '../../contract/socket.ts'
import { matchLimits } from '../../domain/matching/match-rules.ts'

const attachment = z.object({ ticket: ticketId, user: userId, signIn: sessionId, openedAt: z.int(), bad: z.int() })
export type MatchAttachment = Readonly<z.infer<typeof attachment>>

/** Devices and tabs of one person: the oldest goes. */
const perTicket = 8

type SocketState = Pick<
  DurableObjectState,
  'acceptWebSocket' | 'getWebSockets' | 'getWebSocketAutoResponseTimestamp' | 'setWebSocketAutoResponse'
>

export class MatchSockets {
  readonly #ctx: SocketState
  readonly #byTicket = new Map<TicketId, Set<WebSocket>>()

  constructor(ctx: SocketState) {
    this.#ctx = ctx
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'))
    for (const socket of ctx.getWebSockets()) {
      const found = attachmentOf(socket)
      if (found === null) socket.close(closeCodes.refused, 'the socket lost its context')
      else this.#hold(found.ticket, socket)
    }
  }

  attach(socket: WebSocket, held: MatchAttachment): void {
    this.#ctx.acceptWebSocket(socket)
    socket.serializeAttachment(held)
    const sockets = this.#hold(held.ticket, socket)
    const [oldest] = sockets
    if (sockets.size > perTicket && oldest !== undefined) this.#close(oldest, closeCodes.refused, 'too_many_connections')
  }

  note(socket: WebSocket, held: MatchAttachment): void {
    socket.serializeAttachment(held)
  }

  push(ticket: TicketId, frame: MatchServerFrame): void {
    const text = JSON.stringify(frame)
    for (const socket of this.#byTicket.get(ticket) ?? []) if (socket.readyState === WebSocket.OPEN) socket.send(text)
  }

  close(ticket: TicketId, code: number, reason: string): void {
    for (const socket of this.#byTicket.get(ticket) ?? []) this.#close(socket, code, reason)
  }

  closeSignIn(signIn: SessionId): void {
    for (const socket of [...this.#byTicket.values()].flatMap((sockets) => [...sockets]))
      if (attachmentOf(socket)?.signIn === signIn) this.#close(socket, closeCodes.refused, 'signed_out')
  }

  gone(socket: WebSocket): MatchAttachment | null {
    const found = attachmentOf(socket)
    if (found !== null) this.#forget(found.ticket, socket)
    return found
  }

  /** An open socket is a sign of life now, unless nothing came of it for long. */
  signs(tickets: readonly TicketId[], now: number): Map<TicketId, number> {
    return new Map(tickets.flatMap((id) => (this.#isAlive(id, now) ? [[id, now] as const] : [])))
  }

  #isAlive(ticket: TicketId, now: number): boolean {
    return [...(this.#byTicket.get(ticket) ?? [])].some((socket) => {
      const pingedAt = this.#ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0
      const seenAt = Math.max(pingedAt, attachmentOf(socket)?.openedAt ?? 0)
      return socket.readyState === WebSocket.OPEN && seenAt + matchLimits.socketSilentMs > now
    })
  }

  #hold(ticket: TicketId, socket: WebSocket): Set<WebSocket> {
    const sockets = this.#byTicket.get(ticket) ?? new Set()
    this.#byTicket.set(ticket, sockets.add(socket))
    return sockets
  }

  #close(socket: WebSocket, code: number, reason: string): void {
    this.gone(socket)
    if (socket.readyState === WebSocket.OPEN) socket.close(code, reason)
  }

  #forget(ticket: TicketId, socket: WebSocket): void {
    const sockets = this.#byTicket.get(ticket)
    sockets?.delete(socket)
    if (sockets?.size === 0) this.#byTicket.delete(ticket)
  }
}

export const attachmentOf = (socket: WebSocket): MatchAttachment | null => attachment.safeParse(socket.deserializeAttachment()).data ?? null
