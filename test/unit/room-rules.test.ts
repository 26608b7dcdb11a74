/** The rules of a session's room, one by one. Random sequences of them are in `test/long`. */
import { describe, expect, test } from 'vitest'
import { defaultPolicies } from '../../contract/policy.ts'
import type { Restriction } from '../../contract/policy.ts'
import { clientFrame, closeCodes, serverFrame } from '../../contract/socket.ts'
import type { ClientFrame } from '../../contract/socket.ts'
import { roomLimits } from '../../domain/realtime/room-limits.ts'
import type { Visitor } from '../../domain/realtime/people.ts'
import type { ResumeClaim } from '../../domain/realtime/resume.ts'
import { reportOf } from '../../durable-objects/room/room-report.ts'
import { mode } from '../support/policy-asks.ts'
import type { Delivered } from '../support/room-host.ts'
import { RoomHost, ids, someNote, visitor } from '../support/room-host.ts'

class Room {
  readonly host = new RoomHost(ids.room(1))
  readonly inbox = new Map<number, Delivered[]>()
  readonly closes: number[] = []
  now = 1_795_000_000_000
  #messages = 1

  constructor(name = 'party') {
    const spec = { mode: mode(name), policies: defaultPolicies, audience: 'public', owner: ids.user(1) } as const
    this.host.input({ type: 'create', spec: { ...spec, parties: null, parent: null, consent: null }, epoch: 7 }, this.now)
    this.host.input({ type: 'activate', consent: null }, this.now)
  }

  connect(
    n: number,
    { person = n, resume = null, more = {} }: { person?: number; resume?: ResumeClaim | null; more?: Partial<Visitor> } = {},
  ) {
    const inbox: Delivered[] = []
    this.inbox.set(n, inbox)
    const socket = {
      attachment: '',
      pingedAt: this.now,
      receive: (frame: Delivered) => inbox.push(frame),
      closed: () => this.closes.push(n),
    }
    const connection = ids.connection(n)
    return this.host.input({ type: 'connect', connection, visitor: visitor(person, more), consent: null, resume }, this.now, socket)
  }

  say(n: number, frame: ClientFrame): void {
    if (frame.t !== 'chat.send') {
      this.host.input({ type: 'frame', connection: ids.connection(n), frame, message: null }, this.now)
      return
    }
    const user = this.host.state.people.connections.get(ids.connection(n))?.user ?? ids.user(n)
    const message = this.host.message(user, frame.client_id, frame.text, ids.message(this.#messages++))
    this.host.input({ type: 'frame', connection: ids.connection(n), frame, message }, this.now)
  }

  chat(n: number, clientId: string): void {
    this.say(n, { t: 'chat.send', client_id: clientId, text: `text of ${clientId}` })
  }

  /** Everyone who is named pings; then time goes on, and all that comes due is done. */
  wait(ms: number, pinging: readonly number[] = []): void {
    const end = this.now + ms
    while ((this.host.due ?? Infinity) <= end) {
      this.now = Math.max(this.now, this.host.due ?? end)
      this.#ping(pinging)
      this.host.tick(this.now)
    }
    this.now = end
    this.#ping(pinging)
  }

  #ping(pinging: readonly number[]): void {
    for (const n of pinging) {
      const socket = this.host.sockets.get(ids.connection(n))
      if (socket !== undefined) socket.pingedAt = this.now - 10_000
    }
  }

  got(n: number): readonly Delivered[] {
    return this.inbox.get(n) ?? []
  }

  types(n: number): readonly string[] {
    return this.got(n).map(({ t }) => t)
  }

  get members(): readonly string[] {
    return [...this.host.state.people.members.keys()]
  }
}

const banned: Restriction = { kind: 'ban', action_id: 'a1', session_id: null, expires_at: null }

describe('frames', () => {
  test('[ROOM2] the first frame is welcome, with everyone; later frames are counted', () => {
    const room = new Room()
    room.connect(1)
    room.connect(2)
    room.chat(2, 'm1')
    const [welcome, message, ack] = room.got(2)
    expect(welcome).toMatchObject({ t: 'welcome', epoch: 7, seq: 3, member_count: 2, you: { user_id: ids.user(2) }, heartbeat_s: 15 })
    expect(message).toMatchObject({ t: 'chat.message', seq: 4, from: ids.user(2), text: 'text of m1', epoch: 7 })
    expect(ack).toMatchObject({ t: 'chat.ack', client_id: 'm1', seq: 4 })
    expect(room.types(1)).toEqual(['welcome', 'presence.join', 'chat.message'])
  })

  test('what the room sends has the shapes of the contract', () => {
    const room = new Room()
    room.connect(1)
    room.connect(2)
    room.chat(1, 'm1')
    room.say(2, { t: 'presence.set', status: 'away' })
    room.say(1, { t: 'signal', to: ids.user(2), data: { sdp: 'x' } })
    room.say(1, { t: 'typing', on: true })
    room.say(1, { t: 'presence.show', part: { from: 0, count: 10 } })
    room.say(1, { t: 'signal', to: ids.user(9), data: null })
    room.say(2, { t: 'leave' })
    for (const frame of [...room.got(1), ...room.got(2)]) {
      const sent = frame.t === 'welcome' || frame.t === 'resumed' ? { ...frame, resume_token: 'x' } : frame
      expect(serverFrame.parse(sent)).toEqual(sent)
    }
    expect(room.types(1).toSorted()).toContain('presence.update')
  })

  test('frames of clients are read strictly: who speaks, and what else, is not theirs to say', () => {
    const frame = { t: 'chat.send', client_id: 'a', text: 'b' }
    expect(clientFrame.safeParse(frame).success).toBe(true)
    for (const more of [{ from: ids.user(9) }, { seq: 4 }, { text: ' ' }, { text: 'x'.repeat(4_001) }, { client_id: '' }])
      expect(clientFrame.safeParse({ ...frame, ...more }).success, JSON.stringify(more).slice(0, 60)).toBe(false)
  })

  test('[ROOM5] the same client_id is the same message, also after the object died', () => {
    const room = new Room()
    room.connect(1)
    room.chat(1, 'm1')
    room.host.kill(room.now)
    room.connect(2, { person: 1 })
    room.connect(3)
    room.chat(2, 'm1')
    expect(room.types(3)).toEqual(['welcome'])
    expect(room.got(2).at(-1)).toMatchObject({ t: 'chat.ack', client_id: 'm1', seq: room.host.disk.messages.get(`${ids.user(1)} m1`)?.seq })
  })

  test('[ROOM6] slow mode holds over the object’s sleep and names the wait', () => {
    const room = new Room()
    room.connect(1)
    room.host.input({ type: 'slow_mode', seconds: 30, note: someNote }, room.now)
    room.chat(1, 'm1')
    room.wait(10_000, [1])
    room.host.evict(room.now)
    room.chat(1, 'm2')
    expect(room.got(1).at(-1)).toMatchObject({
      t: 'error',
      code: 'rate_limited',
      retry_after_ms: 20_000,
      client_id: 'm2',
      about: 'chat.send',
    })
  })

  test('[ROOM7] over the limit frames are refused with the wait, and leave is heard', () => {
    const room = new Room()
    room.connect(1)
    for (let i = 0; i <= roomLimits.frames.limit; i++) room.say(1, { t: 'typing', on: true })
    expect(room.got(1).at(-1)).toMatchObject({ t: 'error', code: 'rate_limited', retry_after_ms: 50 })
    room.say(1, { t: 'leave' })
    expect(room.members).toEqual([])
  })

  test('[ROOM7] a limit of the mode counts a person’s messages over all devices', () => {
    const room = new Room()
    room.connect(1, { more: { tier: 'new' } })
    room.connect(2, { person: 1, more: { tier: 'new' } })
    for (let i = 0; i < 11; i++) room.chat(1 + (i % 2), `m${i}`)
    expect(room.host.disk.messages.size).toBe(10)
    expect(room.got(1).at(-1)).toMatchObject({ t: 'error', code: 'rate_limited', client_id: 'm10' })
  })

  test('[ROOM7] the fifth bad frame closes, also when the object slept in between', () => {
    const room = new Room()
    room.connect(1)
    const bad = { type: 'bad_frame', connection: ids.connection(1), code: 'invalid_json', detail: 'no' } as const
    for (let i = 0; i < 4; i++) {
      room.host.input(bad, room.now)
      room.host.evict(room.now)
    }
    expect(room.closes).toEqual([])
    room.host.input(bad, room.now)
    expect(room.closes).toEqual([1])
  })

  test('[ROOM20] a signal goes to every device of a member, or the one that is named, and to nobody else', () => {
    const room = new Room()
    room.connect(1)
    room.connect(2)
    room.connect(3, { person: 2 })
    room.connect(4)
    room.say(1, { t: 'signal', to: ids.user(2), data: 'all' })
    room.say(1, { t: 'signal', to: ids.user(2), to_connection: ids.connection(3), data: 'one' })
    room.say(1, { t: 'signal', to: ids.user(8), data: 'stranger' })
    const signals = (n: number) => room.got(n).flatMap((frame) => (frame.t === 'signal' ? [frame.data] : []))
    expect([signals(2), signals(3), signals(4)]).toEqual([['all'], ['all', 'one'], []])
    expect(room.got(1).at(-1)).toMatchObject({ t: 'error', code: 'not_found', about: 'signal' })
  })
})

describe('resume', () => {
  test('[ROOM3] gives every missed frame, also after a death', () => {
    const room = new Room()
    room.connect(1)
    room.connect(2)
    const { seq } = room.host.state
    room.host.input({ type: 'closed', connection: ids.connection(1), clean: false, seenAt: room.now }, room.now)
    for (const id of ['a', 'b', 'c']) room.chat(2, id)
    room.host.kill(room.now)
    room.connect(3, { person: 1, resume: { connection: ids.connection(1), epoch: 7, seq, oldest: room.host.disk.oldest } })
    expect(room.got(3)).toMatchObject([{ t: 'resumed', from: seq, to: seq + 3 }, { seq: seq + 1 }, { seq: seq + 2 }, { seq: seq + 3 }])
  })

  test.each([
    ['another epoch', { epoch: 6, seq: 3, oldest: 1 }],
    ['a seq the room never had', { epoch: 7, seq: 99, oldest: 1 }],
    ['a frame that is not kept any more', { epoch: 7, seq: 1, oldest: 3 }],
  ])('[ROOM3] %s is a gap, and said to be one', (_, claim) => {
    const room = new Room()
    room.connect(1)
    room.connect(2)
    room.connect(3, { person: 1, resume: { connection: ids.connection(1), ...claim } })
    expect(room.got(3)[0]).toMatchObject({ t: 'welcome', gap: true })
    expect(room.types(3)).toEqual(['welcome'])
  })

  test('[ROOM8] the late close of a connection that was replaced takes nobody out', () => {
    const room = new Room()
    room.connect(1)
    room.connect(2)
    const { seq } = room.host.state
    room.connect(3, { person: 1, resume: { connection: ids.connection(1), epoch: 7, seq, oldest: 1 } })
    room.host.input({ type: 'closed', connection: ids.connection(1), clean: true, seenAt: room.now }, room.now)
    room.say(1, { t: 'leave' })
    expect(room.members).toContain(ids.user(1))
    expect(room.types(2)).toEqual(['welcome'])
  })
})

describe('waking', () => {
  test('[ROOM17] an idle room with 100 sockets wakes 0 times in 10 min', () => {
    const room = new Room()
    const everyone = Array.from({ length: 100 }, (_, i) => i + 1)
    for (const n of everyone) room.connect(n)
    room.wait(roomLimits.livelyMs + 60_000, everyone)
    const before = room.host.wakes
    room.wait(600_000, everyone)
    expect(room.host.wakes).toBe(before)
    expect(room.members).toHaveLength(100)
  })

  test('[ROOM17] who went silent in an idle room is found when anything moves', () => {
    const room = new Room()
    room.connect(1)
    room.connect(2)
    room.wait(roomLimits.livelyMs + 60_000, [1, 2])
    room.wait(120_000, [1])
    expect(room.members).toHaveLength(2)
    room.chat(1, 'm1')
    room.wait(1_000, [1])
    expect(room.members).toEqual([ids.user(1)])
  })

  test('[ROOM16] a room nobody is in wakes for its end alone', () => {
    const room = new Room()
    expect(room.host.due).toBe(room.now + roomLimits.emptyMs)
  })

  test('[ROOM16] an ended room never wakes again', () => {
    const room = new Room()
    room.connect(1)
    room.say(1, { t: 'leave' })
    room.wait(roomLimits.emptyMs)
    room.host.input({ type: 'settled' }, room.now)
    expect(room.host.due).toBeNull()
    expect(room.connect(2)).toMatchObject({ type: 'denied', code: 'session_ended' })
  })
})

describe('storms', () => {
  test('[ROOM21] of 2,000 at once as many come in as may, and the others get slots that are all kept', () => {
    const room = new Room()
    const waiting: { at: number; n: number }[] = Array.from({ length: 2_000 }, (_, i) => ({ at: room.now, n: i + 1 }))
    const times: number[] = []
    const began = room.now
    for (;;) {
      waiting.sort((a, b) => a.at - b.at)
      const next = waiting.shift()
      if (next === undefined) break
      room.now = Math.max(room.now, next.at)
      const answer = room.connect(next.n)
      if (answer?.type === 'refused') waiting.push({ n: next.n, at: room.now + (answer.retryAfterMs ?? 0) })
      else times.push(room.now)
    }
    expect(room.members).toHaveLength(2_000)
    expect(room.now - began).toBeLessThan(60_000)
    const within = times.map((from, i) => times.slice(i).filter((time) => time < from + 1_000).length)
    expect(Math.max(...within), 'in any second').toBe(roomLimits.admissionsPerS)
  })

  test('[ROOM21] a planned restart tells everyone when to come back, and keeps their places until then', () => {
    const room = new Room()
    for (let n = 1; n <= 100; n++) room.connect(n)
    room.host.input({ type: 'restart', afterMs: 0 }, room.now)
    const slots = Array.from({ length: 100 }, (_, i) => room.got(i + 1).at(-1)).map((frame) =>
      frame?.t === 'restart' ? frame.retry_after_ms : -1,
    )
    expect(new Set(slots).size).toBe(100)
    expect(room.members).toHaveLength(100)
    expect(room.closes).toHaveLength(100)
    room.host.kill(room.now)
    room.wait(Math.max(...slots) + 20_000)
    expect(room.members).toHaveLength(100)
  })
})

describe('moderation', () => {
  test('[ROOM19] a ban takes effect in the same step, and on every device', () => {
    const room = new Room()
    room.connect(1)
    room.connect(2)
    room.connect(3, { person: 2 })
    room.host.input({ type: 'person_moved', user: ids.user(2), restrictions: [banned], blocked: [] }, room.now)
    expect(room.closes).toEqual([2, 3])
    expect(room.types(1).slice(-2)).toEqual(['moderation.remove', 'presence.leave'])
    expect(room.connect(4, { person: 2, more: { restrictions: [banned] } })).toMatchObject({ type: 'denied', code: 'banned' })
    expect(room.host.facts.at(-1)).toMatchObject({
      type: 'policy_denied',
      actor: ids.user(2),
      data: { action: 'room.join', code: 'banned' },
    })
  })

  test('[ROOM19] who is muted is told so at each try, and everyone is told once', () => {
    const room = new Room()
    room.connect(1)
    room.connect(2)
    const mute: Restriction = { kind: 'mute', action_id: 'a2', session_id: null, expires_at: room.now + 60_000 }
    const moved = { type: 'person_moved', user: ids.user(2), restrictions: [mute], blocked: [] } as const
    room.host.input(moved, room.now)
    room.host.input(moved, room.now)
    room.chat(2, 'm1')
    expect(room.got(2).at(-1)).toMatchObject({ t: 'error', code: 'muted', client_id: 'm1' })
    expect(room.types(1).filter((t) => t === 'moderation.mute')).toHaveLength(1)
  })

  test('when a sign-in ends its sockets are closed, and no others', () => {
    const room = new Room()
    room.connect(1, { more: { signIn: ids.signIn(50) } })
    room.connect(2, { person: 1, more: { signIn: ids.signIn(51) } })
    room.host.input({ type: 'sign_in_ended', signIn: ids.signIn(50) }, room.now)
    expect(room.closes).toEqual([1])
    expect(room.members).toEqual([ids.user(1)])
  })
})

test('[LOB4] a room tells its lobby who is there, and whether others may come', () => {
  const room = new Room()
  room.connect(1)
  expect(reportOf(room.host.state, room.now)).toMatchObject({ mode: 'party', report: { count: 1, isOpen: true, version: room.now } })
  expect(closeCodes.refused).toBe(1008)
})
