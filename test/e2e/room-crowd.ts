/**
 * One of many in a room, as a good client behaves (CONTRACT §4, `prost.v1`): it comes back with its resume token, sends again what was not
 * acknowledged, reads the history where frames are lost, and notes whatever the protocol does not allow in `faults`.
 */
import { WebSocket } from 'ws'
import * as z from 'zod'
import { chatMessage } from '../../contract/chat.ts'
import type { RoomId, UserId } from '../../contract/ids.ts'
import { closeCodes, serverFrame } from '../../contract/socket.ts'
import type { ClientFrame, ServerFrame } from '../../contract/socket.ts'

const incoming = z.union([serverFrame.transform((one) => [one]), z.array(serverFrame)])
const page = z.object({ data: z.array(chatMessage), next_cursor: z.string().nullable() })

type Frame<T extends ServerFrame['t']> = Extract<ServerFrame, { t: T }>
type Place = { readonly token: string; readonly epoch: number; readonly seq: number }

export type CrowdDeps = {
  readonly url: string
  readonly room: RoomId
  readonly user: UserId
  /** A token of now. */
  readonly token: () => Promise<string>
  /** Until it tries to come back, when nobody told it a moment. */
  readonly waitMs: () => number
}

/** What a client does next when its socket is gone. */
type Fate = 'comes_back' | 'stays_away'

export class CrowdClient {
  readonly user: UserId
  /** Messages heard or read, by their place. */
  readonly heard = new Map<number, string>()
  /** Places of own messages that the room promised to keep, by their name. */
  readonly acked = new Map<string, number>()
  readonly faults: string[] = []
  readonly counts = { welcomes: 0, resumes: 0, missed: 0, gaps: 0, refusals: 0, sentAway: 0 }
  members = new Set<UserId>()
  /** The last frame of the room before this client first came. */
  joinedAt: number | null = null
  /** When it was last let in, and when it last gave a sign of life; epoch ms. */
  enteredAt = 0
  lastSignAt = 0
  readonly #deps: CrowdDeps
  readonly #pending = new Map<string, string>()
  #place: Place | null = null
  #socket: WebSocket | null = null
  #isIn = false
  #fate: Fate = 'comes_back'
  #reading = 0
  #said = 0
  #slotMs: number | null = null
  #pings: ReturnType<typeof setInterval> | null = null

  constructor(deps: CrowdDeps) {
    this.#deps = deps
    this.user = deps.user
  }

  get isIn(): boolean {
    return this.#isIn
  }

  /** In, and all it said and missed is settled. */
  get isSettled(): boolean {
    return this.#isIn && this.#pending.size === 0 && this.#reading === 0
  }

  get seq(): number {
    return this.#place?.seq ?? 0
  }

  /** Tries until it is in; where the platform says no for good, that is a fault. */
  come(): void {
    this.#connect().catch((error: unknown) => this.#later(`could not try: ${String(error)}`))
  }

  say(text: string): void {
    this.#said += 1
    const name = `${this.user}-${this.#said}`
    this.#pending.set(name, text)
    if (this.#isIn) this.#send({ t: 'chat.send', client_id: name, text })
  }

  /** As if the network went away; it comes back by itself. */
  drop(): void {
    this.#socket?.terminate()
  }

  /** Killed for good: nobody says goodbye. */
  kill(): void {
    this.#fate = 'stays_away'
    this.drop()
  }

  /** Its socket stays open and nothing comes from it any more. */
  fallSilent(): void {
    this.#fate = 'stays_away'
    this.#stopPings()
    this.#socket?.removeAllListeners('message')
  }

  leave(): void {
    this.#fate = 'stays_away'
    this.#send({ t: 'leave' })
  }

  async #connect(): Promise<void> {
    const { url, room } = this.#deps
    const back = this.#place === null ? '' : `?resume=${this.#place.token}&epoch=${this.#place.epoch}&seq=${this.#place.seq}`
    const protocols = ['prost.v1', `bearer.${await this.#deps.token()}`]
    const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/rooms/${room}${back}`, protocols, { perMessageDeflate: false })
    this.#socket = socket
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#take(socket, data.toString(), isBinary))
    socket.on('error', () => socket.terminate())
    socket.on('unexpected-response', (_request, answer) => {
      this.counts.refusals += 1
      const { statusCode = 0, headers } = answer
      const isLater = statusCode === 429 || statusCode >= 500
      if (!isLater) this.#refused(statusCode)
      this.#slotMs = headers['retry-after'] === undefined ? null : Number(headers['retry-after']) * 1_000
      answer.resume()
      socket.terminate()
    })
    socket.once('close', (code: number, reason: Buffer) => this.#closed(socket, code, reason.toString()))
  }

  #refused(status: number): void {
    this.#fate = 'stays_away'
    this.faults.push(`refused with ${status}`)
  }

  #closed(socket: WebSocket, code: number, reason: string): void {
    if (socket !== this.#socket) return
    this.#isIn = false
    this.#stopPings()
    const slot = /retry_after_ms=(\d+)/.exec(reason)?.[1]
    if (slot !== undefined) this.#slotMs = Number(slot)
    if (code === closeCodes.restart) this.counts.sentAway += 1
    if (code === closeCodes.done || code === closeCodes.refused) {
      if (this.#fate === 'comes_back') this.faults.push(`closed with ${code} ${reason}`)
      this.#fate = 'stays_away'
    }
    this.#later(null)
  }

  #later(fault: string | null): void {
    if (fault !== null) this.faults.push(fault)
    if (this.#fate === 'stays_away') return
    const wait = this.#slotMs ?? this.#deps.waitMs()
    this.#slotMs = null
    setTimeout(() => this.come(), wait)
  }

  #take(socket: WebSocket, text: string, isBinary: boolean): void {
    if (socket !== this.#socket || text === 'pong') return
    if (isBinary) this.faults.push('a binary frame')
    for (const frame of incoming.parse(JSON.parse(text))) this.#hear(frame)
  }

  #hear(frame: ServerFrame): void {
    if (frame.t === 'welcome') return this.#welcomed(frame)
    if (frame.t === 'resumed') return this.#resumed(frame)
    if (this.#place === null) return void this.faults.push(`${frame.t} came before the welcome`)
    if ('seq' in frame && 'epoch' in frame) this.#next(frame, this.#place)
    if (frame.t === 'chat.message') this.#note(frame.seq, frame.id)
    else if (frame.t === 'chat.ack') this.#ack(frame)
    else if (frame.t === 'presence.join') this.members.add(frame.user_id)
    else if (frame.t === 'presence.leave') this.members.delete(frame.user_id)
    else if (frame.t === 'presence.all') this.members = new Set(frame.members.map(({ user_id }) => user_id))
    else if (frame.t === 'error') this.#erred(frame)
  }

  #welcomed({ epoch, seq, members, resume_token, heartbeat_s, gap }: Frame<'welcome'>): void {
    this.counts.welcomes += 1
    const before = this.#place
    if (before !== null && gap !== true) this.faults.push('a welcome without a gap for somebody who came back')
    this.joinedAt ??= seq
    this.members = new Set(members.map(({ user_id }) => user_id))
    this.#place = { token: resume_token, epoch, seq }
    if (before !== null) {
      this.counts.gaps += 1
      this.#reading += 1
      this.#readMissed(before.seq, seq).then(
        () => (this.#reading -= 1),
        (error: unknown) => this.faults.push(`the history could not be read: ${String(error)}`),
      )
    }
    this.#entered(heartbeat_s)
  }

  #resumed({ epoch, from, to, resume_token, heartbeat_s }: Frame<'resumed'>): void {
    this.counts.resumes += 1
    this.counts.missed += to - from
    if (from !== this.seq || epoch !== this.#place?.epoch) this.faults.push(`resumed from ${from} and not from ${this.seq}`)
    this.#place = { token: resume_token, epoch, seq: from }
    this.#entered(heartbeat_s)
  }

  #entered(heartbeatS: number): void {
    this.#isIn = true
    this.enteredAt = Date.now()
    this.#ping()
    this.#pings = setInterval(() => this.#ping(), heartbeatS * 1_000)
    for (const [client_id, text] of this.#pending) this.#send({ t: 'chat.send', client_id, text })
  }

  #next(frame: { readonly t: string; readonly epoch: number; readonly seq: number }, place: Place): void {
    const isNext = frame.epoch === place.epoch && frame.seq === place.seq + 1
    if (!isNext) this.faults.push(`${frame.t} ${frame.epoch}/${frame.seq} came after ${place.epoch}/${place.seq}`)
    this.#place = { ...place, epoch: frame.epoch, seq: frame.seq }
  }

  #note(seq: number, id: string): void {
    if (this.heard.has(seq)) this.faults.push(`message ${seq} came twice`)
    this.heard.set(seq, id)
  }

  #ack({ client_id, seq }: Frame<'chat.ack'>): void {
    const before = this.acked.get(client_id)
    if (before !== undefined && before !== seq) this.faults.push(`${client_id} was acknowledged as ${before} and as ${seq}`)
    this.acked.set(client_id, seq)
    this.#pending.delete(client_id)
  }

  /** A message over the pace is said again; nothing else may be refused. */
  #erred({ code, client_id, retry_after_ms }: Frame<'error'>): void {
    const text = client_id === undefined ? undefined : this.#pending.get(client_id)
    if (code !== 'rate_limited' || client_id === undefined || text === undefined) return void this.faults.push(`error ${code}`)
    setTimeout(() => this.#send({ t: 'chat.send', client_id, text }), retry_after_ms ?? 1_000)
  }

  /** Those after `from`, up to and with `to`. */
  async #readMissed(from: number, to: number): Promise<void> {
    let cursor = String(to + 1)
    for (;;) {
      const { data, next_cursor } = await readPage(this.#deps, cursor)
      for (const { seq, id } of data) if (seq > from) this.#note(seq, id)
      if (next_cursor === null || (data.at(-1)?.seq ?? 0) <= from) return
      cursor = next_cursor
    }
  }

  #ping(): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return
    this.lastSignAt = Date.now()
    this.#socket.send('ping')
  }

  #stopPings(): void {
    if (this.#pings !== null) clearInterval(this.#pings)
    this.#pings = null
  }

  #send(frame: ClientFrame): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return
    this.lastSignAt = Date.now()
    this.#socket.send(JSON.stringify(frame))
  }
}

/** A page of the room's messages, latest first; asked for again until the platform answers. */
const readPage = async ({ url, room, token }: CrowdDeps, cursor: string): Promise<z.infer<typeof page>> => {
  const ask = async (): Promise<Response> =>
    fetch(`${url}/v1/chat/${room}/messages?limit=200&cursor=${cursor}`, { headers: { authorization: `Bearer ${await token()}` } })
  for (let tries = 0; ; tries++) {
    const answer = await ask().catch(() => null)
    if (answer?.ok === true) return page.parse(await answer.json())
    if (tries > 100) throw new Error(`${answer?.status ?? 'no answer'}`)
    await new Promise((wake) => setTimeout(wake, 500))
  }
}

/** Everything that was said, by its place. */
export const wholeHistory = async (deps: CrowdDeps): Promise<Map<number, string>> => {
  const found = new Map<number, string>()
  for (let cursor: string | null = '999999999'; cursor !== null;) {
    const { data, next_cursor }: z.infer<typeof page> = await readPage(deps, cursor)
    for (const { seq, id } of data) found.set(seq, id)
    cursor = next_cursor
  }
  return found
}
