/**
 * [B3] A client of a room: what it hears it takes once and in order or shows a gap, what it says is said until the room has it, and it never
 * tries where it may not. Time is data; the server is a small one of its own that keeps the contract's word on resumes and client_ids.
 */
import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import type { ConnectionId, MessageId, RoomId, UserId } from '../../contract/ids.ts'
import type { ClientFrame, ResumedFrame, WelcomeFrame } from '../../contract/socket.ts'
import { emptyLog, withGap, withHistory, withMessage } from '../../web/lib/room/chat-log.ts'
import { dueAt, step } from '../../web/lib/room/link-machine.ts'
import type { LinkEffect, LinkInput, LinkState, Place } from '../../web/lib/room/link-state.ts'
import { waitOf } from '../../web/lib/backoff.ts'
import { ackMs, idle, patienceMs, slotOf, welcomeMs } from '../../web/lib/room/link-state.ts'
import { readFrames } from '../../web/lib/room/room-frames.ts'
import type { HeardFrame } from '../../web/lib/room/room-frames.ts'

const start = 1_700_000_000_000
const ann = '01939b7e-0000-7000-8000-00000000b001' as UserId
const ben = '01939b7e-0000-7000-8000-00000000b002' as UserId
const room = '01939b7e-0000-7000-8000-00000000e001' as RoomId
const connection = '01939b7e-0000-7000-8000-00000000a001' as ConnectionId
const at = new Date(start).toISOString()
const epoch = 7

type RoomMessage = Extract<HeardFrame, { t: 'chat.message' }>

const welcome = (seq: number, more: Partial<WelcomeFrame> = {}): WelcomeFrame => ({
  t: 'welcome',
  epoch,
  seq,
  session: null,
  thread_id: room,
  you: { user_id: ann, connection_id: connection },
  members: [{ user_id: ann, display_name: 'Ann', status: 'available', since: at }],
  member_count: 1,
  counting: false,
  slow_mode_s: 0,
  resume_token: `token-${seq}`,
  heartbeat_s: 15,
  ...more,
})

const resumed = (from: number, to: number): ResumedFrame => ({
  t: 'resumed',
  epoch,
  from,
  to,
  you: { user_id: ann, connection_id: connection },
  resume_token: `token-${to}`,
  heartbeat_s: 15,
})

const message = (seq: number, from = ben, client_id = `c${seq}`): RoomMessage => ({
  t: 'chat.message',
  epoch,
  seq,
  id: `m${seq}` as MessageId,
  from,
  text: `text ${seq}`,
  at,
  client_id,
})

/** Plays a history: each input with the time since the one before. */
function run(
  inputs: readonly (readonly [afterMs: number, input: LinkInput])[],
  from: { state: LinkState; now: number } = { state: idle, now: start },
) {
  let { state, now } = from
  const effects: LinkEffect[] = []
  for (const [afterMs, input] of inputs) {
    now += afterMs
    const next = step(state, input, now)
    state = next.state
    effects.push(...next.effects)
  }
  return { state, now, effects, said: effects.flatMap((effect) => (effect.do === 'say' ? [effect.frame] : [])) }
}

const heard = (attempt: number, ...frames: readonly HeardFrame[]): LinkInput => ({ type: 'heard', attempt, frames })
const shut = (attempt: number, code = 1006, reason = ''): LinkInput => ({ type: 'shut', attempt, code, reason, roll: 1 })
const tick: LinkInput = { type: 'tick', roll: 1 }
const begin: LinkInput = { type: 'begin', online: true }
/** In the room, with 10 frames before. */
const inRoom = () =>
  run([
    [0, begin],
    [50, heard(1, welcome(10))],
  ])
const seqsOf = ({ view: { chat } }: LinkState) => chat.messages.map(({ seq }) => seq)

describe('coming in', () => {
  it('is connecting until the welcome, then live; what was said before is not known yet', () => {
    const before = run([[0, begin]])
    expect(before.state.view.connection).toEqual({ at: 'connecting', again: false })
    expect(before.effects).toEqual([{ do: 'open', attempt: 1, place: null }])
    const { state } = inRoom()
    expect(state.view).toMatchObject({
      connection: { at: 'live' },
      memberCount: 1,
      you: { user_id: ann },
      chat: { knownFrom: 11, gap: null },
    })
  })

  it('waits for the network when there is none, and comes at once when there is', () => {
    const off = run([
      [0, { type: 'begin', online: false }],
      [60_000, tick],
    ])
    expect([off.state.view.connection, off.effects]).toEqual([{ at: 'away', why: 'offline', retryAt: null }, []])
    expect(run([[0, { type: 'online' }]], off).effects).toEqual([{ do: 'open', attempt: 1, place: null }])
  })

  it('gives a socket up that is not welcome in time', () => {
    const late = run([
      [0, begin],
      [welcomeMs, tick],
    ])
    expect(late.state.view.connection).toMatchObject({ at: 'away', why: 'lost' })
    expect(late.effects.at(-1)).toEqual({ do: 'close', attempt: 1 })
  })
})

describe('[§4] numbers', () => {
  it('takes a frame once, and nothing of an older socket', () => {
    const { state } = run(
      [
        [0, heard(1, message(11), message(11), message(12))],
        [0, heard(0, message(13))],
      ],
      inRoom(),
    )
    expect(seqsOf(state)).toEqual([11, 12])
  })

  it('counts frames that this page does not know', () => {
    const unknown = readFrames(JSON.stringify([{ t: 'balloon.rise', epoch, seq: 11, height: 3 }, { t: 'glitter' }]))
    expect(unknown).toEqual([{ t: 'unknown', epoch, seq: 11 }])
    const { state } = run([[0, heard(1, ...unknown, message(12))]], inRoom())
    expect([seqsOf(state), state.view.chat.gap]).toEqual([[12], null])
  })

  it('shows a hole as the gap it is', () => {
    const { state } = run([[0, heard(1, message(11), message(14))]], inRoom())
    expect([seqsOf(state), state.view.chat.gap]).toEqual([[11, 14], { after: 11, knownFrom: 11 }])
  })
})

describe('a lost connection', () => {
  it('comes back with its place, after a pause that doubles to 30 s, and the countdown says when', () => {
    const lost = run(
      [
        [100, heard(1, message(11))],
        [0, shut(1)],
      ],
      inRoom(),
    )
    expect(lost.state.view.connection).toEqual({ at: 'away', why: 'lost', retryAt: lost.now + 1_000 })
    expect(dueAt(lost.state)).toBe(lost.now + 1_000)
    expect(run([[999, tick]], lost).effects).toEqual([])
    const place: Place = { token: 'token-10', epoch, seq: 11 }
    expect(run([[1_000, tick]], lost).effects).toEqual([{ do: 'open', attempt: 2, place }])
    expect([1, 2, 3, 4, 5, 6, 9].map((failures) => waitOf(failures, 1))).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
    expect(waitOf(1, 0)).toBe(500)
  })

  it('is not made good by being let in for a moment: only a connection that lasted begins the count anew', () => {
    const first = run(
      [
        [20, shut(1)],
        [1_000, tick],
        [5, heard(2, resumed(10, 10))],
        [20, shut(2)],
      ],
      inRoom(),
    )
    expect(first.state.failures).toBe(2)
    const lasted = run(
      [
        [1_000, tick],
        [5_000, tick],
        [5, heard(3, resumed(10, 10))],
        [11_000, shut(3)],
      ],
      first,
    )
    expect(lasted.state.failures).toBe(1)
  })

  it('resumed: what was missed comes in order, and there is no gap', () => {
    const back = run(
      [
        [0, shut(1)],
        [1_000, tick],
        [0, heard(2, resumed(10, 12), message(11), message(12))],
      ],
      inRoom(),
    )
    expect([back.state.view.connection, seqsOf(back.state), back.state.view.chat.gap]).toEqual([{ at: 'live' }, [11, 12], null])
  })

  it('welcomed with a gap: what is there stays, and the gap stands until the history was read', () => {
    const lost = run(
      [
        [0, heard(1, message(11))],
        [0, shut(1)],
        [1_000, tick],
      ],
      inRoom(),
    )
    const back = run([[0, heard(2, welcome(40, { gap: true }), message(41))]], lost)
    expect([seqsOf(back.state), back.state.view.chat]).toMatchObject([[11, 41], { gap: { after: 11, knownFrom: 11 }, knownFrom: 41 }])
    const half = run([[0, { type: 'history', page: [message(38), message(40)].map(asHistory), from: 30 }]], back)
    expect(half.state.view.chat).toMatchObject({ gap: { after: 11 }, knownFrom: 30 })
    const whole = run([[0, { type: 'history', page: [message(20)].map(asHistory), from: 5 }]], half)
    expect([seqsOf(whole.state), whole.state.view.chat]).toMatchObject([[11, 20, 38, 40, 41], { gap: null, knownFrom: 5 }])
  })

  it('is noticed when a ping has no answer', () => {
    const quiet = run([[15_000, tick]], inRoom())
    expect(quiet.effects).toEqual([{ do: 'ping' }])
    expect(run([[patienceMs, tick]], quiet).effects).toEqual([{ do: 'close', attempt: 1 }])
    expect(
      run(
        [
          [10, { type: 'pong', attempt: 1 }],
          [patienceMs, tick],
        ],
        quiet,
      ).state.view.connection.at,
    ).toBe('live')
  })

  it('[§4] pings also where much is said: the room counts on them, not on what it says itself', () => {
    const busy = run(
      [
        [14_999, heard(1, message(11))],
        [1, tick],
      ],
      inRoom(),
    )
    expect(busy.effects).toEqual([{ do: 'ping' }])
  })

  it('stays away while this machine is offline, and comes back at once', () => {
    const off = run(
      [
        [0, { type: 'offline' }],
        [60_000, tick],
      ],
      inRoom(),
    )
    expect([off.state.view.connection, off.effects]).toEqual([{ at: 'away', why: 'offline', retryAt: null }, [{ do: 'close', attempt: 1 }]])
    expect(
      run(
        [
          [0, shut(1)],
          [0, { type: 'online' }],
        ],
        off,
      ).effects,
    ).toMatchObject([{ do: 'open', place: { seq: 10 } }])
  })
})

describe('[ROOM] a planned restart', () => {
  it('is waited out for exactly the slot of the close', () => {
    const asked = run([[20_000, shut(1, 1012, 'retry_after_ms=4321')]], inRoom())
    expect(asked.state.view.connection).toEqual({ at: 'away', why: 'restart', retryAt: asked.now + 4_321 })
    expect([slotOf('retry_after_ms=0'), slotOf('bye'), slotOf('retry_after_ms=x')]).toEqual([0, null, null])
  })

  it('or of the frame before it, when the close came without one', () => {
    const asked = run(
      [
        [0, heard(1, { t: 'restart', retry_after_ms: 700 })],
        [0, shut(1, 1006)],
      ],
      inRoom(),
    )
    expect(asked.state.view.connection).toMatchObject({ why: 'restart', retryAt: asked.now + 700 })
  })

  it('[ROOM21] and so is the slot of who came when many came at once', () => {
    const crowded = run([
      [0, begin],
      [0, heard(1, { t: 'error', code: 'rate_limited', detail: '' })],
      [0, shut(1, 1013, 'retry_after_ms=2500')],
    ])
    expect(crowded.state.view.connection).toEqual({ at: 'away', why: 'busy', retryAt: crowded.now + 2_500 })
  })

  it('is cut short by who does not want to wait', () => {
    const asked = run([[0, shut(1, 1012, 'retry_after_ms=4321')]], inRoom())
    expect(run([[0, { type: 'hurry' }]], asked).effects).toMatchObject([{ do: 'open', attempt: 2 }])
  })
})

describe('what is over is over', () => {
  it.each([
    [1008, 'banned', { at: 'refused', code: 'banned' }],
    [1008, 'signed_out', { at: 'refused', code: 'signed_out' }],
    [1008, 'too_many_connections', { at: 'refused', code: 'too_many' }],
    [1000, 'session_ended', { at: 'ended', why: null, next: null }],
  ] as const)('%i %s', (code, reason, outcome) => {
    const over = run(
      [
        [0, shut(1, code, reason)],
        [60_000, tick],
        [0, { type: 'online' }],
        [0, { type: 'hurry' }],
      ],
      inRoom(),
    )
    expect([over.state.view.connection, over.effects, dueAt(over.state)]).toEqual([outcome, [], null])
  })

  it('a socket that did not open is tried again unless the session says why', () => {
    const kept = run([
      [0, begin],
      [0, shut(1)],
      [0, { type: 'barred', attempt: 1, why: { at: 'refused', code: 'not_found' } }],
      [60_000, tick],
    ])
    expect([kept.state.view.connection, kept.effects.length]).toEqual([{ at: 'refused', code: 'not_found' }, 1])
  })
})

describe('what the reader writes', () => {
  const write: LinkInput = { type: 'write', clientId: 'c1', text: 'hello' }
  const saying: ClientFrame = { t: 'chat.send', client_id: 'c1', text: 'hello' }
  const ack: HeardFrame = { t: 'chat.ack', client_id: 'c1', id: 'm11' as MessageId, seq: 11, at }

  it('is there at once, and one message when the room has it, whichever word comes first', () => {
    const said = run([[0, write]], inRoom())
    expect([said.said, said.state.view.chat.outgoing.length]).toEqual([[saying], 1])
    for (const frames of [[message(11, ann, 'c1'), ack], [ack, message(11, ann, 'c1')], [ack]]) {
      const { state } = run([[0, heard(1, ...frames)]], said)
      expect([seqsOf(state), state.view.chat.outgoing]).toEqual([[11], []])
    }
  })

  it('[§4] is said again under the same name after a loss', () => {
    const back = run(
      [
        [0, write],
        [0, shut(1)],
        [1_000, tick],
        [0, heard(2, resumed(10, 10))],
      ],
      inRoom(),
    )
    expect(back.said).toEqual([saying, saying])
  })

  it('written while away it goes out when the room is there', () => {
    const back = run(
      [
        [0, shut(1)],
        [0, write],
        [1_000, tick],
        [0, heard(2, welcome(30, { gap: true }))],
      ],
      inRoom(),
    )
    expect(back.said).toEqual([saying])
  })

  it('refused: says why and when, and is tried again on demand', () => {
    const refused: HeardFrame = { t: 'error', code: 'rate_limited', detail: '', about: 'chat.send', client_id: 'c1', retry_after_ms: 900 }
    const failed = run(
      [
        [0, write],
        [0, heard(1, refused)],
      ],
      inRoom(),
    )
    expect(failed.state.view.chat.outgoing[0]?.state).toEqual({ at: 'failed', code: 'rate_limited', retryAt: failed.now + 900 })
    expect(failed.effects.at(-1)).toMatchObject({ do: 'tell', frame: { code: 'rate_limited' } })
    expect(run([[900, { type: 'rewrite', clientId: 'c1' }]], failed).said).toEqual([saying])
    expect(run([[0, { type: 'discard', clientId: 'c1' }]], failed).state.view.chat.outgoing).toEqual([])
  })

  it('unanswered in a live room: fails, and does not wait for ever', () => {
    const late = run(
      [
        [0, write],
        [ackMs, tick],
      ],
      inRoom(),
    )
    expect(late.state.view.chat.outgoing[0]?.state).toMatchObject({ at: 'failed', code: null })
  })
})

describe('what is known of the chat', () => {
  it('keeps the latest two thousand, and knows that the others are to be read again', () => {
    let log = emptyLog(0)
    for (let seq = 1; seq <= 2_010; seq += 1) log = withMessage(log, asHistory(message(seq)))
    expect([log.messages.length, log.messages[0]?.seq, log.knownFrom]).toEqual([2_000, 11, 11])
  })

  it('a second gap does not hide the first', () => {
    const twice = withGap(withGap(emptyLog(10), 12, 20), 25, 30)
    expect(twice).toMatchObject({ gap: { after: 12, knownFrom: 11 }, knownFrom: 31 })
    expect(withHistory(twice, [], 13)).toMatchObject({ gap: null, knownFrom: 11 })
  })
})

function asHistory({ id, from, text, seq, at: when }: RoomMessage) {
  return { id, from, text, seq, at: when, deleted: false }
}

/** A room that keeps the contract's word: numbers, resumes of the last `kept` frames, one message a name. */
class FakeRoom {
  readonly log: RoomMessage[] = []
  readonly #kept: number
  constructor(kept: number) {
    this.#kept = kept
  }
  get seq(): number {
    return this.log.length
  }
  greet(place: Place | null): HeardFrame[] {
    const missed = place === null ? 0 : this.seq - place.seq
    if (place !== null && missed <= this.#kept) return [resumed(place.seq, this.seq), ...this.log.slice(place.seq)]
    return [welcome(this.seq, place === null ? {} : { gap: true })]
  }
  /** What the sender hears. */
  take(frame: ClientFrame): HeardFrame[] {
    if (frame.t !== 'chat.send') return []
    const before = this.log.find(({ from, client_id }) => from === ann && client_id === frame.client_id)
    const found = before ?? this.say(ann, frame.client_id)
    const ack: HeardFrame = { t: 'chat.ack', client_id: frame.client_id, id: found.id, seq: found.seq, at }
    return before === undefined ? [found, ack] : [ack]
  }
  say(from: UserId, client_id?: string): RoomMessage {
    const said = message(this.seq + 1, from, client_id)
    this.log.push(said)
    return said
  }
}

type Event =
  | { readonly kind: 'other says' | 'write' | 'drop' | 'restart' | 'offline' | 'online' | 'history' }
  | { readonly kind: 'lose'; readonly side: 'in' | 'out' }
  | { readonly kind: 'wait'; readonly ms: number }

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Event>({ kind: 'other says' }) },
  { weight: 4, arbitrary: fc.constant<Event>({ kind: 'write' }) },
  { weight: 2, arbitrary: fc.constant<Event>({ kind: 'drop' }) },
  { weight: 1, arbitrary: fc.constantFrom<Event>({ kind: 'restart' }, { kind: 'offline' }, { kind: 'online' }, { kind: 'history' }) },
  { weight: 3, arbitrary: fc.constantFrom<Event>({ kind: 'lose', side: 'in' }, { kind: 'lose', side: 'out' }) },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 20_000 }).map((ms): Event => ({ kind: 'wait', ms })) },
)

/** One client and the room, with a wire between them that loses what was on it when it breaks. */
class Wire {
  state: LinkState = idle
  now = start
  readonly room: FakeRoom
  /** Null: no socket. `greeted`: frames on it reach the room. */
  socket: { readonly attempt: number; readonly place: Place | null } | null = null
  written = 0
  constructor(kept: number) {
    this.room = new FakeRoom(kept)
    this.put(begin)
  }
  put(input: LinkInput): void {
    const { state, effects } = step(this.state, input, this.now)
    this.state = state
    for (const effect of effects) this.run(effect)
  }
  run(effect: LinkEffect): void {
    if (effect.do === 'open') {
      this.socket = effect
      this.put(heard(effect.attempt, ...this.room.greet(effect.place)))
    } else if (effect.do === 'close') this.socket = null
    else if (effect.do === 'say' && this.socket !== null) this.put(heard(this.socket.attempt, ...this.room.take(effect.frame)))
    else if (effect.do === 'ping' && this.socket !== null) this.put({ type: 'pong', attempt: this.socket.attempt })
  }
  /** The wire breaks. `lost`: what the room says before the client notices is said into the void. */
  cut(code = 1006, reason = ''): void {
    const { socket } = this
    this.socket = null
    if (socket !== null) this.put({ type: 'shut', attempt: socket.attempt, code, reason, roll: 0.5 })
  }
  /** Runs the clock, with every timer that falls due. */
  wait(ms: number): void {
    const until = this.now + ms
    for (;;) {
      const due = dueAt(this.state)
      if (due === null || due > until) break
      this.now = Math.max(this.now, due)
      this.put({ type: 'tick', roll: 0.5 })
    }
    this.now = until
  }
  readHistory(): void {
    const { knownFrom } = this.state.view.chat
    const older = this.room.log.filter(({ seq }) => seq < knownFrom).slice(-5)
    this.put({ type: 'history', page: older.map(asHistory), from: older.length < 5 ? 0 : (older[0]?.seq ?? 0) })
  }
  play(next: Event): void {
    switch (next.kind) {
      case 'other says': {
        const said = this.room.say(ben)
        return this.socket === null ? undefined : this.put(heard(this.socket.attempt, said))
      }
      case 'write':
        return this.put({ type: 'write', clientId: `own-${(this.written += 1)}`, text: 'mine' })
      case 'drop':
        return this.cut()
      case 'restart':
        return this.cut(1012, 'retry_after_ms=3000')
      case 'offline':
      case 'online':
        return this.put({ type: next.kind })
      case 'history':
        return this.readHistory()
      case 'lose':
        return this.lose(next.side)
      case 'wait':
        return this.wait(next.ms)
    }
  }
  /** What is on the wire in one direction never comes, and then the wire breaks. */
  lose(side: 'in' | 'out'): void {
    if (this.socket === null || this.state.view.connection.at !== 'live') return
    const clientId = `own-${(this.written += 1)}`
    const { state, effects } = step(this.state, { type: 'write', clientId, text: 'mine' }, this.now)
    this.state = state
    if (side === 'in') for (const effect of effects) if (effect.do === 'say') this.room.take(effect.frame)
    this.cut()
  }
}

const expectInOrder = ({ state, room: { log } }: Wire): void => {
  const seqs = seqsOf(state)
  expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b))
  const { knownFrom, gap } = state.view.chat
  const heardUpTo = state.place?.seq ?? 0
  const due = log.filter(({ seq }) => seq >= knownFrom && seq <= heardUpTo).map(({ seq }) => seq)
  const known = new Set(seqs)
  expect(due.filter((seq) => !known.has(seq))).toEqual([])
  if (gap !== null) expect(gap.after).toBeLessThan(knownFrom)
}

describe('whatever happens on the way', () => {
  it('all that is said from `knownFrom` on is known, once and in order, and in the end the room has every message once', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 120 }), fc.constantFrom(3, 20, 1_000), (events, kept) => {
        const wire = new Wire(kept)
        for (const each of events) {
          wire.play(each)
          expectInOrder(wire)
        }
        wire.put({ type: 'online' })
        wire.wait(120_000)
        expect(wire.state.view.connection).toEqual({ at: 'live' })
        while (wire.state.view.chat.knownFrom > 0) wire.readHistory()
        expect(wire.state.view.chat).toMatchObject({ gap: null, outgoing: [] })
        expect(seqsOf(wire.state)).toEqual(wire.room.log.map(({ seq }) => seq))
        const own = wire.room.log.filter(({ from }) => from === ann).map(({ client_id }) => client_id)
        expect([own.length, new Set(own).size]).toEqual([wire.written, wire.written])
      }),
      { numRuns: 300 },
    )
  })
})
