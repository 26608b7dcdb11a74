/**
 * A room of a session, its clients and the network between them, all from one seed. Frames are lost, come twice or late; sockets break with
 * and without a word; the object is evicted and killed at any step. After every step the rules of `durable-objects/SPEC.md` are checked.
 */
import type { ConnectionId, UserId } from '../../contract/ids.ts'
import { defaultPolicies } from '../../contract/policy.ts'
import type { Restriction } from '../../contract/policy.ts'
import type { ClientFrame } from '../../contract/socket.ts'
import type { SessionState } from '../../contract/session.ts'
import { sessionMoves } from '../../domain/realtime/session-states.ts'
import { roomLimits } from '../../domain/realtime/room-limits.ts'
import type { RoomAnswer, RoomInput } from '../../durable-objects/room/room-protocol.ts'
import { asDoer } from '../../durable-objects/room/room-policy.ts'
import { sessionOf } from '../../durable-objects/room/room-run.ts'
import { mode } from '../support/policy-asks.ts'
import type { Mishap, Socket } from '../support/room-host.ts'
import { Broken, RoomHost, ids, mishaps, must, someNote, visitor } from '../support/room-host.ts'
import type { Random } from './random.ts'
import { seeded } from './random.ts'
import { RoomClient } from './room-client.ts'

type Late = { readonly input: RoomInput; readonly from: RoomClient; readonly connection: ConnectionId }

export type RoomTotals = { steps: number; frames: number; resumes: number; gaps: number; wakes: number; rooms: number }

/** Which inputs met which mishap, over all runs. */
export type Coverage = Map<string, number>

/** What happens often; what does not meets mishaps more often. */
const common: ReadonlySet<string> = new Set(['connect', 'chat.send', 'closed'])

export class RoomSimulation {
  readonly #random: Random
  readonly #coverage: Coverage
  readonly #people: number
  readonly #clients: RoomClient[]
  #host: RoomHost
  #now = 1_795_000_000_000
  #next = 1
  #late: Late[] = []
  readonly #restrictions = new Map<UserId, Restriction[]>()
  #state: SessionState | null = null
  #halfWaySince = 0
  #wokeAt = 0
  #kept = 0
  readonly totals: RoomTotals = { steps: 0, frames: 0, resumes: 0, gaps: 0, wakes: 0, rooms: 0 }

  constructor(seed: number, coverage: Coverage) {
    this.#random = seeded(seed)
    this.#coverage = coverage
    this.#people = this.#random.chance(0.02) ? 230 : 5
    const perPerson = this.#people > 100 ? 1 : 3
    this.#clients = Array.from({ length: this.#people * perPerson }, (_, i) => new RoomClient(1 + (i % this.#people)))
    this.#host = this.#newRoom()
  }

  /** The first rule that broke, or null. */
  run(steps: number): string | null {
    try {
      this.#gather()
      for (let i = 0; i < steps; i++) {
        this.#act()
        this.totals.steps += 1
        this.#check()
      }
      this.#quiet()
      return null
    } catch (cause) {
      if (cause instanceof Broken) return `step ${this.totals.steps}: ${cause.message}`
      throw cause
    } finally {
      for (const { received, resumed, gaps } of this.#clients) {
        this.totals.frames += received
        this.totals.resumes += resumed
        this.totals.gaps += gaps
      }
    }
  }

  /** A crowd comes at once, and comes again when it was sent away. */
  #gather(): void {
    if (this.#people <= 100) return
    this.#now += 2_000
    for (const client of this.#clients) if (client.connection === null) this.#connect(client)
  }

  #newRoom(): RoomHost {
    const host = new RoomHost(ids.room(this.#next++))
    this.#host = host
    this.#state = null
    this.totals.rooms += 1
    this.#late = []
    for (const client of this.#clients) {
      client.lost(this.#now)
      client.before = null
      client.view = null
      client.acked.clear()
      client.unacked.length = 0
      client.goneAt = Number.NEGATIVE_INFINITY
    }
    const spec = { mode: mode('party'), policies: defaultPolicies, audience: 'public', owner: ids.user(1) } as const
    host.input({ type: 'create', spec: { ...spec, parties: null, parent: null, consent: null }, epoch: this.#next }, this.#now)
    this.#observe()
    host.input({ type: 'activate', consent: null }, this.#now)
    this.#observe()
    return host
  }

  #input(input: RoomInput, waiting: Socket | null = null): RoomAnswer | null {
    const kind = input.type === 'frame' ? input.frame.t : input.type
    const mishap: Mishap = this.#random.chance(common.has(kind) ? 0.02 : 0.25) ? this.#random.pick(mishaps) : 'none'
    const key = `${kind}: ${mishap}`
    this.#coverage.set(key, (this.#coverage.get(key) ?? 0) + 1)
    const wasIdle = this.#host.state.livelyUntil <= this.#now
    const answer = this.#host.input(input, this.#now, waiting, mishap)
    if (mishap.startsWith('died')) for (const client of this.#clients) client.lost(this.#now)
    if (wasIdle && this.#host.state.livelyUntil > this.#now) this.#wokeAt = this.#now
    this.#observe()
    return answer
  }

  /** The session moves only as it may, and hangs nowhere. */
  #observe(): void {
    const state = sessionOf(this.#host.state)?.state ?? null
    if (state !== this.#state) {
      const isFirst = this.#state === null && state === 'creating'
      must(
        isFirst || (this.#state !== null && state !== null && (sessionMoves[this.#state] as readonly string[]).includes(state)),
        `[ROOM12] ${this.#state} became ${state}`,
      )
      this.#state = state
      this.#halfWaySince = this.#now
    }
    const isHalfWay = state === 'creating' || state === 'ending'
    must(!isHalfWay || this.#now - this.#halfWaySince <= 30_000, `[ROOM13] ${state} for more than 30 s`)
  }

  #act(): void {
    const client = this.#random.pick(this.#clients as [RoomClient, ...RoomClient[]])
    const dice = this.#random.int(0, 99)
    if (this.#state !== 'active' && dice < 50) return this.#afterTheEnd()
    if (dice < 14) this.#wait()
    else if (dice < 30) this.#connect(client)
    else if (dice < 52) this.#say(client)
    else if (dice < 58) this.#comeLate()
    else if (dice < 66) this.#break(client)
    else if (dice < 68) this.#silence(client)
    else if (dice < 71) this.#leave(client)
    else if (dice < 74) this.#host.evict(this.#now)
    else if (dice < 75) this.#kill()
    else if (dice < 84) client.read()
    else if (dice < 93) this.#speak(client)
    else this.#rule(client)
  }

  #afterTheEnd(): void {
    if (this.#state === 'ending') this.#input({ type: 'settled' })
    else {
      this.#host = this.#newRoom()
      this.#gather()
    }
  }

  /** [ROOM21] Places are kept until the slots that everyone is given, and then as long as after a break. */
  #restart(afterMs: number): void {
    this.#input({ type: 'restart', afterMs })
    this.#kept = this.#now + afterMs + roomLimits.lostMs + 3_000
    this.#kill()
  }

  #kill(): void {
    this.#host.kill(this.#now)
    for (const client of this.#clients) client.lost(this.#now)
    this.#observe()
    this.#gather()
  }

  /** Time goes on, mostly a little; whatever comes due in between is done, some of it late. */
  #wait(): void {
    const ms = this.#random.pick([
      50, 300, 300, 1_000, 1_000, 3_000, 3_000, 3_000, 9_000, 9_000, 20_000, 20_000, 50_000, 50_000, 200_000, 700_000,
    ])
    const end = this.#now + this.#random.int(1, ms)
    this.#hear()
    for (;;) {
      const { due } = this.#host
      if (due === null || due > end) break
      this.#now = Math.max(this.#now, due + this.#random.pick([0, 0, 0, 5, 200]))
      this.#hear()
      this.#host.tick(this.#now)
      this.#observe()
      must((this.#host.due ?? Infinity) > this.#now, `[ROOM16] a tick leaves nothing due behind`)
      this.#noGhost()
    }
    this.#now = Math.max(this.#now, end)
    this.#hear()
  }

  /** Raw pings of the last 15 s; who is silent sends none. */
  #hear(): void {
    for (const client of this.#clients) {
      client.read()
      const socket = client.connection === null ? undefined : this.#host.sockets.get(client.connection)
      if (socket !== undefined && client.silentSince === null)
        socket.pingedAt = Math.max(socket.pingedAt ?? 0, client.openedAt, this.#now - this.#random.int(0, 15_000))
    }
  }

  #visitor(client: RoomClient) {
    return visitor(client.person, { restrictions: this.#restrictions.get(client.user) ?? [] })
  }

  #connect(client: RoomClient): void {
    const old = client.connection
    if (old !== null) {
      if (!this.#random.chance(0.2)) return
      // The client gave up on a socket that the server still holds.
      this.#late.push({ input: { type: 'closed', connection: old, clean: false, seenAt: null }, from: client, connection: old })
      client.lost(this.#now)
    }
    const { before } = client
    const isResuming = before !== null && this.#random.chance(0.9)
    const resume = isResuming ? { ...before, oldest: this.#host.disk.oldest } : null
    const connection = ids.connection(this.#next++)
    if (!isResuming) {
      client.view = null
      client.before = null
    }
    const socket = client.open(connection, this.#now)
    const answer = this.#input({ type: 'connect', connection, visitor: this.#visitor(client), consent: null, resume }, socket)
    if (answer?.type !== 'done') {
      const isExpected = answer === null || answer.type === 'refused' || this.#isShutOut(client) || this.#state !== 'active'
      must(isExpected, `[ROOM8] a member was refused: ${JSON.stringify(answer)}`)
      client.connection = null
      client.inbox = []
      return
    }
    must(!this.#isShutOut(client), '[ROOM19] somebody banned came in')
    const [first] = client.inbox
    must(first?.t === 'welcome' || first?.t === 'resumed', 'the first frame is a welcome or a resumed')
    if (first?.t === 'welcome' && isResuming) {
      const isLost = before.epoch !== this.#host.state.epoch || this.#host.disk.oldest > before.seq + 1
      must(first.gap === true && isLost, '[ROOM3] a gap is told, and only when there is one')
    }
    if (resume !== null && this.#now - resume.at <= roomLimits.resumeMs)
      must(first?.t === 'resumed', '[ROOM3] within 2 min nothing is lost')
  }

  #isShutOut(client: RoomClient): boolean {
    return (this.#restrictions.get(client.user) ?? []).some(
      ({ kind, expires_at, session_id }) =>
        (kind === 'ban' || kind === 'kick') &&
        (session_id === null || session_id === this.#host.id) &&
        (expires_at ?? Infinity) > this.#now,
    )
  }

  #say(client: RoomClient): void {
    if (client.connection === null) return
    const isAgain = client.unacked.length > 0 && this.#random.chance(0.4)
    const clientId = isAgain ? (client.unacked[0] ?? '') : `m${this.#next++}`
    if (!isAgain) client.unacked.push(clientId)
    this.#send(client, { t: 'chat.send', client_id: clientId, text: `text of ${clientId}` })
  }

  #speak(client: RoomClient): void {
    const other = ids.user(this.#random.int(1, this.#people + 1))
    const random = this.#random
    this.#send(
      client,
      random.pick<ClientFrame>([
        { t: 'presence.set', status: random.pick(['available', 'busy', 'away']) },
        { t: 'signal', to: other, data: 'x' },
        { t: 'typing', on: true },
        { t: 'presence.show', part: random.chance(0.3) ? null : { from: random.int(0, 5), count: 50 } },
        { t: 'consent.request', to_user_id: other, purpose: 'private_call' },
      ]),
    )
  }

  /** Over the network: dropped, on time, twice, late, or long after the connection is gone. */
  #send(client: RoomClient, frame: ClientFrame): void {
    const { connection } = client
    if (connection === null || client.silentSince !== null) return
    const input = { type: 'frame', connection, frame, message: null } as const
    const fate = this.#random.int(0, 9)
    if (fate === 0) return
    if (fate === 1) this.#late.push({ input, from: client, connection })
    else this.#arrive({ input, from: client, connection })
    if (fate === 2) this.#late.push({ input, from: client, connection })
  }

  #comeLate(): void {
    if (this.#late.length === 0) return
    const [late] = this.#late.splice(this.#random.int(0, this.#late.length - 1), 1)
    if (late !== undefined) this.#arrive(late)
  }

  #arrive({ input, from, connection }: Late): void {
    // A frame that arrives late is a sign of life all the same.
    if (input.type === 'frame' && this.#host.sockets.has(connection)) from.heardLate(connection, this.#now)
    if (input.type === 'closed') this.#host.sockets.delete(connection)
    if (input.type !== 'frame' || input.frame.t !== 'chat.send') {
      this.#input(input)
      return
    }
    const { client_id, text } = input.frame
    const { messages } = this.#host.disk
    const before = messages.size
    const message = this.#host.message(from.user, client_id, text, ids.message(this.#next++))
    this.#input({ ...input, message })
    must(
      messages.size === before + (messages.has(`${from.user} ${client_id}`) && message.earlier === null ? 1 : 0),
      '[ROOM5] a message again',
    )
  }

  #break(client: RoomClient): void {
    const { connection } = client
    if (connection === null) return
    client.lost(this.#now)
    const input = { type: 'closed', connection, clean: false, seenAt: this.#now } as const
    if (this.#random.chance(0.7)) this.#arriveClose(input)
    else this.#late.push({ input, from: client, connection })
  }

  #arriveClose(input: Extract<RoomInput, { type: 'closed' }>): void {
    this.#host.sockets.delete(input.connection)
    this.#input(input)
  }

  /** The line is dead, and nobody is told. */
  #silence(client: RoomClient): void {
    if (client.connection !== null && client.silentSince === null) client.silentSince = this.#now
  }

  #leave(client: RoomClient): void {
    const { connection } = client
    if (connection === null) return
    const isByFrame = this.#random.chance(0.5)
    const input: RoomInput = isByFrame
      ? { type: 'frame', connection, frame: { t: 'leave' }, message: null }
      : { type: 'closed', connection, clean: true, seenAt: this.#now }
    client.lost(this.#now)
    if (this.#random.chance(0.2)) {
      this.#late.push({ input, from: client, connection })
      return
    }
    if (!isByFrame) this.#host.sockets.delete(connection)
    this.#input(input)
  }

  #rule(client: RoomClient): void {
    const random = this.#random
    const operator = { actor: { kind: 'operator', id: ids.user(999), role: 'moderator' }, blocked: [] } as const
    switch (random.int(0, 9)) {
      case 0:
      case 1: {
        const kind = random.pick(['mute', 'ban', 'kick', 'quarantine'] as const)
        const session_id = kind === 'kick' ? this.#host.id : null
        const isLaid = random.chance(0.5)
        const restriction = { kind, action_id: 'a', session_id, expires_at: this.#now + random.int(1_000, 60_000) }
        const restrictions = isLaid ? [restriction] : []
        this.#restrictions.set(client.user, restrictions)
        this.#personMoved(client.user, restrictions)
        break
      }
      case 2:
        this.#input({ type: 'slow_mode', seconds: random.pick([0, 0, 0, 2]), note: someNote })
        break
      case 3: {
        const some = [...this.#host.disk.messages.values()].at(-1)
        if (some !== undefined) this.#input({ type: 'delete_message', by: operator, message: some.id, seq: some.seq, note: someNote })
        break
      }
      case 4:
        this.#input({ type: 'sign_in_ended', signIn: ids.signIn(client.person) })
        break
      case 5:
        if (!random.chance(0.3)) break
        this.#restart(random.pick([0, 5_000, 15_000]))
        break
      case 6:
        // Who is silent says nothing wrong either.
        if (client.connection !== null && client.silentSince === null)
          this.#input({ type: 'bad_frame', connection: client.connection, code: 'invalid_json', detail: 'x' })
        break
      case 7:
        this.#input({ type: 'warn', user: client.user, warning: { action_id: ids.action(1), reason: 'spam', note: null } })
        break
      case 8:
        if (random.chance(0.2)) this.#input({ type: 'end', by: operator, reason: 'requested', note: null })
        else if (random.chance(0.05)) this.#input({ type: 'app_ended' })
        break
      default:
        if (random.chance(0.2)) this.#transition(client)
    }
  }

  #personMoved(user: UserId, restrictions: readonly Restriction[]): void {
    this.#input({ type: 'person_moved', user, restrictions, blocked: [] })
  }

  #transition(client: RoomClient): void {
    const input = { type: 'transition', by: asDoer(this.#visitor(client)), to: mode('random'), audience: 'private', consent: null } as const
    const first = this.#input({ ...input, child: ids.room(this.#next++) })
    if (first?.type !== 'child') return
    const again = this.#input({ ...input, child: ids.room(this.#next++) })
    must(
      again === null || (again.type === 'child' && again.child === first.child),
      '[ROOM14] the same transition leads to the same session',
    )
  }

  #check(): void {
    const { people } = this.#host.state
    for (const id of people.connections.keys()) must(this.#host.sockets.has(id), 'a connection without a socket')
    must(people.connections.size === this.#host.sockets.size, '[ROOM8] a socket is open that the room forgot')
    for (const [id, { user }] of people.connections) must(people.members.has(user), `[ROOM8] ${id} is open, and its person is no member`)
    for (const { user, lostUntil } of people.members.values())
      must((lostUntil === null) === people.byUser.has(user), '[ROOM10] who has no connection is waited for, for a time')
    const stored = this.#host.disk.members
    must(stored.size === people.members.size, 'memory and disk hold the same members')
    must(this.#host.state.usage.messages === this.#host.disk.messages.size, '[ROOM30] a message is not counted')
    if (this.totals.steps % 16 === 0) {
      this.#views()
      this.#rows()
    }
    this.#noGhost()
  }

  /** What a death would leave is what memory says. */
  #rows(): void {
    const { members } = this.#host.state.people
    for (const row of this.#host.disk.rows().members) {
      const member = members.get(row.user)
      const isSame = member?.lostUntil === row.lostUntil && member.status === row.status && member.since === row.since
      must(isSame, `[ROOM10] ${row.user} is another on the disk`)
    }
  }

  #noGhost(): void {
    const { state, restoredAt } = this.#host
    const isExcused =
      state.livelyUntil <= this.#now ||
      this.#now <= this.#kept ||
      this.#now - restoredAt <= roomLimits.lostMs + 1_000 ||
      this.#now - this.#wokeAt <= 1_500
    if (isExcused) return
    const signs = new Map<UserId, number>()
    for (const client of this.#clients) {
      const isOpen = client.connection !== null && this.#host.sockets.has(client.connection)
      const sign = isOpen ? (client.silentSince ?? this.#now) : client.goneAt
      signs.set(client.user, Math.max(signs.get(client.user) ?? Number.NEGATIVE_INFINITY, sign))
    }
    for (const { user, lostUntil } of state.people.members.values()) {
      const ghostMs = this.#now - (signs.get(user) ?? Number.NEGATIVE_INFINITY)
      const wasSentAway = lostUntil !== null && lostUntil > this.#now
      must(ghostMs <= 45_500 || wasSentAway, `[ROOM10] ${user} has been a ghost for ${ghostMs} ms`)
    }
  }

  /** What clients show is the truth, once they took in what has come. */
  #views(): void {
    const { state } = this.#host
    for (const client of this.#clients) {
      const { connection } = client
      if (connection === null || !this.#host.sockets.has(connection) || client.silentSince !== null) continue
      client.read()
      must(client.seq === state.seq, `[ROOM2] a client is at ${client.seq}, the room at ${state.seq}`)
      const { view } = client
      if (view === null) throw new Broken('a client without a view')
      if (view.members !== null && !state.counting) {
        const isSame = view.members.size === state.people.members.size && [...view.members].every((user) => state.people.members.has(user))
        must(isSame, '[ROOM11] what a client shows is who is there')
      }
      if (state.counting && !state.countStale) must(view.count === state.people.members.size, '[ROOM11] the count is the truth')
      for (const [clientId, ack] of client.acked) {
        const kept = this.#host.disk.messages.get(`${client.user} ${clientId}`)
        must(kept?.id === ack.id && kept.seq === ack.seq, '[ROOM4] an acknowledged message is kept')
      }
    }
  }

  /** In the end everyone who is left says goodbye, and the room is empty and asleep. */
  #quiet(): void {
    this.#views()
    this.totals.wakes += this.#host.wakes
    for (const client of this.#clients) this.#leave(client)
    while (this.#late.length > 0) this.#comeLate()
    for (let i = 0; i < 6 && this.#host.state.people.members.size > 0; i++) {
      this.#now += roomLimits.idleSweepMs
      this.#host.tick(this.#now)
    }
    must(this.#host.state.people.members.size === 0, '[ROOM10] somebody is left in a room that everyone left')
  }
}
