/** A client of a room, as strict as one can be: it counts every frame, and what it shows is held against the truth. */
import { assertNever } from '../../contract/assert-never.ts'
import type { ConnectionId, UserId } from '../../contract/ids.ts'
import type { RoomFrame } from '../../contract/socket.ts'
import type { Delivered, Socket } from '../support/room-host.ts'
import { Broken, ids, must } from '../support/room-host.ts'

export type Ack = { readonly id: string; readonly seq: number }

export class RoomClient {
  readonly person: number
  readonly user: UserId
  connection: ConnectionId | null = null
  /** What the last connection was called, and what was had by then: enough to resume. */
  before: { connection: ConnectionId; epoch: number; seq: number; at: number } | null = null
  inbox: Delivered[] = []
  epoch = 0
  seq = 0
  /** Null until a welcome; numbers alone in large rooms. */
  view: { members: Set<UserId> | null; count: number } | null = null
  readonly acked = new Map<string, Ack>()
  readonly unacked: string[] = []
  silentSince: number | null = null
  openedAt = 0
  goneAt = Number.NEGATIVE_INFINITY
  received = 0
  resumed = 0
  gaps = 0
  /** Up to which frame a resume promised. */
  promised = 0

  /** Whether this connection brought anything: what was never heard can not be gone on from. */
  #isGreeted = false

  constructor(person: number) {
    this.person = person
    this.user = ids.user(person)
  }

  open(connection: ConnectionId, now: number): Socket {
    this.#isGreeted = false
    this.inbox = []
    this.connection = connection
    this.openedAt = now
    this.silentSince = null
    return {
      attachment: '',
      pingedAt: now,
      receive: (frame) => {
        if (this.connection === connection && this.silentSince === null) this.inbox.push(frame)
      },
      closed: (at, reason) => {
        if (this.connection !== connection) return
        must(reason !== 'left' && reason !== 'lost', `[ROOM8] a client that said nothing was closed: ${reason}`)
        must(reason !== 'silent' || this.silentSince !== null, '[ROOM10] a client that pings was taken for dead')
        this.read()
        this.lost(at)
      },
    }
  }

  /** The connection is gone, with what was on its way. */
  lost(now: number): void {
    if (this.connection === null) return
    if (this.#isGreeted) this.before = { connection: this.connection, epoch: this.epoch, seq: this.seq, at: this.silentSince ?? now }
    this.connection = null
    this.inbox = []
    this.silentSince = null
    this.goneAt = now
  }

  /** The server heard of this client again, on a connection that may be an old one. */
  heardLate(connection: ConnectionId, now: number): void {
    if (connection !== this.connection) this.goneAt = now
    else if (this.silentSince !== null) this.silentSince = now
  }

  /** Takes in what has come. */
  read(): void {
    for (const frame of this.inbox) this.#take(frame)
    this.inbox = []
  }

  #take(frame: Delivered): void {
    this.#isGreeted = true
    if (frame.t === 'welcome') this.#welcomed(frame)
    else if (frame.t === 'resumed') this.#goesOn(frame)
    else if (frame.t === 'chat.ack') this.#acknowledged(frame)
    else if ('seq' in frame) this.#sequenced(frame)
  }

  #welcomed(frame: Extract<Delivered, { t: 'welcome' }>): void {
    const names = frame.members.map(({ user_id }) => user_id)
    must(new Set(names).size === names.length, '[ROOM9] one person on several devices is one member')
    must(frame.counting || frame.member_count === names.length, '[ROOM11] the count is the truth')
    must(names.includes(this.user), 'one is a member where one is welcome')
    if (this.before !== null && frame.gap === true) this.gaps += 1
    this.epoch = frame.epoch
    this.seq = frame.seq
    this.view = { members: frame.counting ? null : new Set(names), count: frame.member_count }
  }

  #goesOn(frame: Extract<Delivered, { t: 'resumed' }>): void {
    must(frame.epoch === this.epoch && frame.from === this.seq, '[ROOM3] a resume goes on where the client was')
    this.resumed += 1
    this.promised = frame.to
  }

  #acknowledged(frame: Extract<Delivered, { t: 'chat.ack' }>): void {
    const known = this.acked.get(frame.client_id)
    must(known === undefined || (known.id === frame.id && known.seq === frame.seq), '[ROOM5] the same client_id is the same message')
    this.acked.set(frame.client_id, { id: frame.id, seq: frame.seq })
    const i = this.unacked.indexOf(frame.client_id)
    if (i >= 0) this.unacked.splice(i, 1)
  }

  #sequenced(frame: RoomFrame): void {
    must(this.view !== null, 'the first frame is a welcome')
    must(frame.epoch === this.epoch && frame.seq === this.seq + 1, `[ROOM2] frame ${frame.seq} came after ${this.seq}`)
    this.seq = frame.seq
    this.received += 1
    this.#show(frame)
  }

  #show(frame: RoomFrame): void {
    const { view } = this
    if (view === null) throw new Broken('a frame came before the welcome')
    switch (frame.t) {
      case 'presence.join':
        must(view.members !== null && !view.members.has(frame.user_id), '[ROOM9] who is there does not join again')
        view.members?.add(frame.user_id)
        view.count += 1
        break
      case 'presence.leave':
        must(view.members?.delete(frame.user_id) === true, '[ROOM9] only who was there leaves')
        view.count -= 1
        break
      case 'presence.count':
        this.view = { members: null, count: frame.count }
        break
      case 'presence.all':
        this.view = { members: new Set(frame.members.map(({ user_id }) => user_id)), count: frame.members.length }
        break
      case 'presence.update':
      case 'session.state':
      case 'chat.message':
      case 'moderation.mute':
      case 'moderation.unmute':
      case 'moderation.remove':
      case 'moderation.delete':
      case 'moderation.slow_mode':
        break
      default:
        assertNever(frame)
    }
  }
}
