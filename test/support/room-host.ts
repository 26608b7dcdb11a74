/**
 * A room's object made of maps: it runs effects as the real one does, keeps rows as JSON text, and can be evicted, killed, or killed in the
 * middle of a step. It refuses what must never happen.
 */
import * as z from 'zod'
import { assertNever } from '../../contract/assert-never.ts'
import { newAuditNote } from '../../contract/audit.ts'
import type { AuditNote } from '../../contract/audit.ts'
import type { Flag } from '../../contract/flag-message.ts'
import { appId, connectionId, consentId, messageId, moderationActionId, roomId, sessionId, userId } from '../../contract/ids.ts'
import type { ConnectionId, ConsentId, MessageId, ModerationActionId, RoomId, SessionId, UserId } from '../../contract/ids.ts'
import type { DirectFrame, ResumedFrame, RoomFrame, WelcomeFrame } from '../../contract/socket.ts'
import { dueAt, wantsHeard } from '../../durable-objects/room/room-due.ts'
import { step } from '../../durable-objects/room/room-machine.ts'
import type { MessageFacts, RoomAnswer, RoomEffect, RoomFact, RoomInput, RoomMessage } from '../../durable-objects/room/room-protocol.ts'
import { restore } from '../../durable-objects/room/room-restore.ts'
import type { RoomRows } from '../../durable-objects/room/room-rows.ts'
import { attachment, consentRow, memberRow, roomRow, sessionRow } from '../../durable-objects/room/room-rows.ts'
import type { RoomState } from '../../durable-objects/room/room-state.ts'
import { newRoom } from '../../durable-objects/room/room-state.ts'
import type { ConsentRecord } from '../../domain/realtime/consent-chain.ts'
import type { Visitor } from '../../domain/realtime/people.ts'

const uuid = (family: string, n: number): string => `${family.padEnd(8, '0')}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
export const ids = {
  app: appId.parse(uuid('a', 1)),
  user: (n: number): UserId => userId.parse(uuid('b', n)),
  room: (n: number): RoomId => roomId.parse(uuid('c', n)),
  connection: (n: number): ConnectionId => connectionId.parse(uuid('d', n)),
  message: (n: number): MessageId => messageId.parse(uuid('e', n)),
  consent: (n: number): ConsentId => consentId.parse(uuid('f', n)),
  signIn: (n: number): SessionId => sessionId.parse(uuid('9', n)),
  action: (n: number): ModerationActionId => moderationActionId.parse(uuid('8', n)),
}

/** Of what a moderator did. */
export const someNote = newAuditNote({ at: 0, actor: { kind: 'key', id: null }, action: 'test.acted' })

/** A person as a door knows them. */
export const visitor = (n: number, more: Partial<Visitor> = {}): Visitor => ({
  user: ids.user(n),
  name: `person ${n}`,
  tier: 'trusted',
  restrictions: [],
  blocked: [],
  signIn: ids.signIn(n),
  ...more,
})

export type Delivered =
  | RoomFrame
  | Exclude<DirectFrame, WelcomeFrame | ResumedFrame>
  | Omit<WelcomeFrame, 'resume_token'>
  | Omit<ResumedFrame, 'resume_token'>

/** The server's end of a socket. */
export type Socket = {
  attachment: string
  pingedAt: number | null
  readonly receive: (frame: Delivered) => void
  readonly closed: (now: number, reason: string) => void
}

export class Broken extends Error {}

export const must = (holds: boolean, rule: string): void => {
  if (!holds) throw new Broken(rule)
}

type LogRow = { readonly seq: number; readonly at: number; text: string }

/** What a real disk would hold. */
class Disk {
  room: string | null = null
  session: string | null = null
  readonly members = new Map<UserId, string>()
  readonly consents = new Map<ConsentId, string>()
  log: LogRow[] = []
  seq = 0
  /** Messages by sender and client id; they are never pruned. */
  readonly messages = new Map<string, { readonly id: MessageId; readonly seq: number; readonly at: number; text: string }>()

  /** The oldest frame that is there with all after it. */
  get oldest(): number {
    return this.log[0]?.seq ?? this.seq + 1
  }

  rows(): RoomRows {
    const parsed = <T>(schema: z.ZodType<T>, text: string): T => schema.parse(JSON.parse(text))
    const members = [...this.members.values()].map((text) => parsed(memberRow, text))
    const room = this.room === null ? null : parsed(roomRow, this.room)
    const countedTo = room?.usage_seq ?? Number.POSITIVE_INFINITY
    return {
      room,
      session: this.session === null ? null : parsed(sessionRow, this.session),
      members: members.toSorted((a, b) => a.since - b.since),
      consents: [...this.consents.values()].map((text) => parsed(consentRow, text)),
      seq: this.seq,
      uncounted: [...this.messages.values()].filter(({ seq }) => seq > countedTo).length,
    }
  }
}

export const mishaps = ['none', 'failed', 'died before it was durable', 'died after it was durable'] as const
export type Mishap = (typeof mishaps)[number]

export class RoomHost {
  readonly id: RoomId
  readonly disk = new Disk()
  readonly sockets = new Map<ConnectionId, Socket>()
  readonly outbox: RoomMessage[] = []
  readonly facts: RoomFact[] = []
  readonly evidence: ConsentRecord[] = []
  readonly notes: AuditNote[] = []
  readonly flags: Flag[] = []
  readonly forwarded: Extract<RoomEffect, { type: 'forward_consent' }>[] = []
  state: RoomState
  /** How often the object woke by itself. */
  wakes = 0
  releases = 0
  restoredAt = 0

  constructor(id: RoomId) {
    this.id = id
    this.state = newRoom(ids.app, id)
  }

  /** `waiting`: the socket that a connect is about. Null: the object died, and the asker heard nothing. */
  input(input: RoomInput, now: number, waiting: Socket | null = null, mishap: Mishap = 'none'): RoomAnswer | null {
    const { effects, answer } = step(this.state, input, now)
    if (mishap === 'failed' || mishap === 'died before it was durable') {
      if (mishap === 'failed') this.evict(now)
      else this.kill(now)
      return null
    }
    this.run(effects, now, waiting, mishap === 'none')
    if (mishap === 'none') return answer
    this.kill(now)
    return null
  }

  run(effects: readonly RoomEffect[], now: number, waiting: Socket | null, isSending: boolean): void {
    for (const effect of effects) this.#one(effect, now, waiting, isSending)
  }

  /** What a dying object still does is on the disk, and nothing is sent. */
  #one(effect: RoomEffect, now: number, waiting: Socket | null, isSending: boolean): void {
    const { disk } = this
    switch (effect.type) {
      case 'publish':
        this.#append(effect.frame, now)
        if (isSending) for (const socket of this.sockets.values()) socket.receive(effect.frame)
        return
      case 'save_room':
        disk.room = JSON.stringify(effect.row)
        return
      case 'save_session':
        disk.session = JSON.stringify(effect.row)
        return
      case 'save_member':
        disk.members.set(effect.row.user, JSON.stringify(effect.row))
        return
      case 'drop_member':
        disk.members.delete(effect.user)
        return
      case 'save_consent':
        disk.consents.set(effect.row.id, JSON.stringify(effect.row))
        return
      case 'prune_log':
        disk.log = disk.log.filter(({ at, seq }) => at >= effect.before || seq === disk.seq)
        return
      case 'tell':
        this.outbox.push(effect.message)
        return
      case 'fact':
        this.facts.push(effect.fact)
        return
      case 'send':
        if (isSending) for (const id of effect.to) this.sockets.get(id)?.receive(effect.frame)
        return
      case 'attach':
        if (isSending) this.#attach(effect, waiting)
        return
      case 'note': {
        const socket = this.sockets.get(effect.attachment.connection)
        if (socket !== undefined) socket.attachment = JSON.stringify(effect.attachment)
        return
      }
      case 'welcome':
        if (isSending) this.sockets.get(effect.to)?.receive(effect.frame)
        return
      case 'resumed':
        if (isSending) this.#replay(effect)
        return
      case 'close':
        if (isSending) this.#close(effect, now)
        return
      case 'forward_consent':
        this.forwarded.push(effect)
        return
      case 'release':
        this.releases += 1
        return
      case 'evidence':
        this.evidence.push(effect.consent)
        return
      case 'flag':
        this.flags.push(effect.flag)
        return
      case 'audit':
        this.notes.push(effect.note)
        return
      case 'wipe_message':
      case 'report_presence':
        return
      default:
        assertNever(effect)
    }
  }

  #attach({ attachment: content }: Extract<RoomEffect, { type: 'attach' }>, waiting: Socket | null): void {
    if (waiting === null) throw new Broken('a socket was attached that nobody opened')
    waiting.attachment = JSON.stringify(content)
    this.sockets.set(content.connection, waiting)
  }

  #replay({ to: connection, frame }: Extract<RoomEffect, { type: 'resumed' }>): void {
    const socket = this.sockets.get(connection)
    socket?.receive(frame)
    for (const { seq, text } of this.disk.log) if (seq > frame.from && seq <= frame.to) socket?.receive(JSON.parse(text) as RoomFrame)
  }

  #close({ connection, reason }: Extract<RoomEffect, { type: 'close' }>, now: number): void {
    const socket = this.sockets.get(connection)
    this.sockets.delete(connection)
    socket?.closed(now, reason)
  }

  #append(frame: RoomFrame, now: number): void {
    const { disk } = this
    must(frame.seq === disk.seq + 1, '[ROOM1] seq rises by exactly one')
    disk.seq = frame.seq
    disk.log.push({ seq: frame.seq, at: now, text: JSON.stringify(frame) })
    if (frame.t !== 'chat.message') return
    const key = `${frame.from} ${frame.client_id}`
    must(!disk.messages.has(key), '[ROOM5] the same client_id is the same message')
    disk.messages.set(key, { id: frame.id, seq: frame.seq, at: now, text: frame.text })
  }

  /** What the store and the word list say of a message. */
  message(user: UserId, clientId: string, text: string, id: MessageId): MessageFacts {
    const earlier = this.disk.messages.get(`${user} ${clientId}`) ?? null
    const isSlow = this.state.slowModeS > 0
    const own = isSlow ? [...this.disk.messages].filter(([key]) => key.startsWith(`${user} `)).map(([, { at }]) => at) : []
    const wroteAt = own.length > 0 ? Math.max(...own) : null
    return {
      id,
      earlier: earlier === null ? null : { id: earlier.id, seq: earlier.seq, at: earlier.at },
      text,
      isRefused: false,
      isFlagged: false,
      wroteAt,
    }
  }

  tick(now: number): void {
    this.wakes += 1
    const heard = new Map<ConnectionId, number>()
    if (wantsHeard(this.state, now)) for (const [id, { pingedAt }] of this.sockets) if (pingedAt !== null) heard.set(id, pingedAt)
    this.input({ type: 'tick', heard }, now)
  }

  get due(): number | null {
    return dueAt(this.state)
  }

  /** Memory is gone, sockets stay. */
  evict(now: number): void {
    const sockets = [...this.sockets.values()].map((socket) => ({
      attachment: attachment.parse(JSON.parse(socket.attachment)),
      pingedAt: socket.pingedAt,
    }))
    const { state, effects } = restore(ids.app, this.id, this.disk.rows(), sockets, now)
    this.state = state
    this.run(effects, now, null, true)
  }

  /** Memory and sockets are gone. */
  kill(now: number): void {
    const gone = [...this.sockets.values()]
    this.sockets.clear()
    for (const socket of gone) socket.closed(now, 'died')
    this.evict(now)
    this.restoredAt = now
  }
}
