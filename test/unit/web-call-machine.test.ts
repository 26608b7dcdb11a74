/** [B6] The mind of a call: what it waits for, whom it hears, what it tries when the connection breaks, and that its end is the end. Time is data. */
import { describe, expect, it } from 'vitest'
import type { CallName, CallSignal } from '../../contract/call-signal.ts'
import { callSignal, descriptionLength } from '../../contract/call-signal.ts'
import { connectionId } from '../../contract/ids.ts'
import { socketFrameBytes } from '../../contract/socket.ts'
import { dueAt, grantWait, newCall, step } from '../../web/features/call/call-machine.ts'
import { giveUpAfterMs, graceMs, joinPatienceMs, mostTries, waitAfter } from '../../web/features/call/call-recovery.ts'
import type { CallEffect, CallInput, CallState } from '../../web/features/call/call-state.ts'
import { readSignal } from '../../web/features/call/signal-reading.ts'

const pageOf = (number: number) => connectionId.parse(`01939b7e-0000-7000-8000-${String(number).padStart(12, '0')}`)
const mine: CallName = { page: pageOf(1), n: 0 }
const theirs: CallName = { page: pageOf(2), n: 0 }
const start = 1_000_000

type Moment = readonly [afterMs: number, input: CallInput]

/** Plays a history; the effects of its last input. */
function run(
  history: readonly Moment[],
  from: { readonly state: CallState; readonly now: number } = { state: newCall(mine.page), now: start },
) {
  let { state, now } = from
  let effects: readonly CallEffect[] = []
  for (const [afterMs, input] of history) {
    now += afterMs
    const next = step(state, input, now)
    state = next.state
    effects = next.effects
  }
  return { state, effects, now, acts: effects.map((effect) => (effect.do === 'say' ? `say ${effect.signal.kind}` : effect.do)) }
}

const together = (polite: boolean): CallInput => ({ type: 'room', room: { at: 'together', polite } })
const devices: CallInput = { type: 'devices', own: { audio: 'on', video: 'on' } }
const granted: CallInput = { type: 'granted', lifetimeMs: 600_000 }
const hello = (call: CallName, change: Partial<Extract<CallSignal, { kind: 'hello' }>> = {}): CallInput => ({
  type: 'heard',
  signal: {
    about: 'call',
    kind: 'hello',
    call,
    hears: mine,
    knows: 1,
    asks: false,
    sends: { audio: true, video: true, turn: 1 },
    ...change,
  },
})
type Body<T> = T extends unknown ? Omit<T, 'about'> : never
const said = (signal: Body<Exclude<CallSignal, { kind: 'hello' }>>): CallInput => ({ type: 'heard', signal: { about: 'call', ...signal } })
const sdpOf = (name: string): string => `v=0\r\na=ice-ufrag:${name}\r\n`
const offer = (id: number, name = `o${id}`, after = 0, call = theirs): CallInput =>
  said({ kind: 'offer', call, to: mine, id, after, sdp: sdpOf(name) })
const answer = (of: number, name = `a${of}`, made = 0): CallInput =>
  said({ kind: 'answer', call: theirs, to: mine, of, made, sdp: sdpOf(name) })
const candidate = (name: string, to = mine): CallInput =>
  said({
    kind: 'candidate',
    call: theirs,
    to,
    candidate: { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: name },
  })
const talk = (input: Extract<CallInput, { type: 'talk' }>['input'], n = 0): CallInput => ({ type: 'talk', n, input })
const connection = (is: 'connected' | 'disconnected' | 'failed', n = 0): CallInput => ({ type: 'connection', n, is })
const tick: CallInput = { type: 'tick' }

/** With a connection that is open, before anything is negotiated. */
const opened = (polite = false) =>
  run([
    [0, { type: 'begin' }],
    [0, together(polite)],
    [0, granted],
    [0, devices],
    [0, hello(theirs)],
  ])
const offered = () =>
  run(
    [
      [0, talk({ type: 'needed' })],
      [0, talk({ type: 'described', sdp: sdpOf('mine') })],
    ],
    opened(),
  )
const live = () =>
  run(
    [
      [0, answer(1)],
      [0, talk({ type: 'taken' })],
      [0, connection('connected')],
    ],
    offered(),
  )

describe('[B6] before the call', () => {
  it('a connection opens when there are devices, a grant and the other one, whichever comes last', () => {
    const parts: readonly CallInput[] = [together(false), granted, devices]
    for (const [a, b, c] of [
      [0, 1, 2],
      [2, 0, 1],
      [0, 2, 1],
    ] as const) {
      const first = run([
        [0, { type: 'begin' }],
        [0, parts[a] ?? tick],
        [0, parts[b] ?? tick],
      ])
      expect(first.state.media.at).toBe('idle')
      expect(run([[0, parts[c] ?? tick]], first).acts).toEqual(['open', 'say hello'])
    }
  })

  it('a grant that is not given now is asked for again, later each time; a refusal ends the call', () => {
    const asked = run([
      [0, { type: 'begin' }],
      [0, together(false)],
    ])
    expect(asked.acts).toEqual(['ask_grant'])
    const notNow: CallInput = { type: 'not_granted', code: 'rate_limited', final: false, retryAfterMs: null }
    const once = run([[0, notNow]], asked)
    expect(dueAt(once.state)).toBe(start + grantWait(1))
    const twice = run(
      [
        [grantWait(1), tick],
        [0, notNow],
      ],
      once,
    )
    expect(dueAt(twice.state)).toBe(twice.now + grantWait(2))
    expect(grantWait(2)).toBeGreaterThan(grantWait(1))
    const refused = run([[0, { type: 'not_granted', code: 'consent_required', final: true, retryAfterMs: null }]], asked)
    expect(refused.state.media).toEqual({ at: 'ended', why: { by: 'refusal', code: 'consent_required' } })
    expect(refused.acts).toEqual(['release'])
  })

  it('without devices one may try again or go without', () => {
    const denied = run([
      [0, { type: 'begin' }],
      [0, together(false)],
      [0, granted],
      [0, { type: 'no_devices', why: 'denied' }],
    ])
    expect([denied.state.devices, denied.effects]).toEqual([{ at: 'trouble', why: 'denied' }, [{ do: 'report', code: 'device_denied' }]])
    expect(run([[0, { type: 'try_devices' }]], denied).acts).toEqual(['ask_devices'])
    expect(run([[0, { type: 'go_without' }]], denied).acts).toEqual(['open', 'say hello'])
  })

  it('hello is said every 2 s until the other knows how things are here', () => {
    const alone = run([
      [0, { type: 'begin' }],
      [0, together(false)],
      [0, granted],
      [0, devices],
    ])
    expect(run([[2_000, tick]], alone).acts).toEqual(['say hello'])
    const unsure = run([[0, hello(theirs, { hears: mine, knows: 0 })]], alone)
    expect(run([[2_000, tick]], unsure).acts).toEqual(['say hello'])
    const sure = run([[0, hello(theirs, { hears: mine, knows: 1 })]], alone)
    expect(run([[2_000, tick]], sure).acts).toEqual([])
    expect(run([[0, hello(theirs, { asks: true })]], sure).acts).toEqual(['say hello'])
  })
})

describe('[W3C WebRTC §10.7] negotiation', () => {
  it('offers when the connection asks for it, says it again until it is answered, and takes the answer once', () => {
    const waiting = offered()
    expect(waiting.acts).toEqual(['say offer'])
    expect(run([[3_000, tick]], waiting).acts).toEqual(['say offer'])
    expect(run([[0, answer(2)]], waiting).acts).toEqual([])
    const taking = run([[0, answer(1)]], waiting)
    expect(taking.acts).toEqual(['take_answer'])
    expect(
      run(
        [
          [0, talk({ type: 'taken' })],
          [0, answer(1)],
        ],
        taking,
      ).acts,
    ).toEqual([])
    expect(
      run(
        [
          [0, talk({ type: 'taken' })],
          [20_000, talk({ type: 'taken' })],
        ],
        taking,
      ).acts,
    ).toEqual([])
  })

  it('when two offers cross the polite side takes the other’s and the impolite side ignores it', () => {
    const crossing = (polite: boolean) =>
      run(
        [
          [0, talk({ type: 'needed' })],
          [0, talk({ type: 'described', sdp: sdpOf('mine') })],
          [0, offer(1)],
        ],
        opened(polite),
      )
    expect(crossing(true).acts).toEqual(['take_offer'])
    expect(crossing(false).acts).toEqual([])
    // The one who gave way says that its own offer is void.
    const gave = run([[0, talk({ type: 'described', sdp: sdpOf('mine-2') })]], crossing(true))
    expect(gave.effects).toMatchObject([{ do: 'say', signal: { kind: 'answer', of: 1, made: 1 } }])
    expect(run([[0, answer(1)]], gave).acts).toEqual([])
  })

  it('an offer that was given up is not taken when it comes late', () => {
    const after = run(
      [
        [0, answer(1, 'a1', 1)],
        [0, talk({ type: 'taken' })],
      ],
      offered(),
    )
    expect(run([[0, offer(1)]], after).acts).toEqual([])
    expect(run([[0, offer(2)]], after).acts).toEqual(['take_offer'])
  })

  it('the polite side does not give up an offer that was answered already', () => {
    const polite = run(
      [
        [0, talk({ type: 'needed' })],
        [0, talk({ type: 'described', sdp: sdpOf('mine') })],
      ],
      opened(true),
    )
    expect(run([[0, offer(1, 'o1', 1)]], polite).acts).toEqual([])
    expect(run([[0, offer(1, 'o1', 0)]], polite).acts).toEqual(['take_offer'])
  })

  it('an offer that comes twice is answered twice with the same, an older one not at all', () => {
    const answered = run(
      [
        [0, offer(2)],
        [0, talk({ type: 'described', sdp: sdpOf('mine') })],
      ],
      opened(true),
    )
    expect(run([[0, offer(2)]], answered).effects).toEqual(answered.effects)
    expect(run([[0, offer(1)]], answered).acts).toEqual([])
  })

  it('what is heard while the connection is busy waits for it', () => {
    const busy = run(
      [
        [0, talk({ type: 'needed' })],
        [0, offer(1)],
      ],
      opened(true),
    )
    expect(busy.acts).toEqual([])
    expect(run([[0, talk({ type: 'described', sdp: sdpOf('mine') })]], busy).acts).toEqual(['say offer', 'take_offer'])
  })

  it('candidates wait for the description they belong to, and those of an earlier one are dropped', () => {
    const early = run([[0, candidate('o1')]], opened(true))
    expect(early.acts).toEqual([])
    const taking = run([[0, offer(1)]], early)
    expect(taking.acts).toEqual(['take_offer', 'add_candidate'])
    expect(run([[0, candidate('o1')]], taking).acts).toEqual(['add_candidate'])
    const restarted = run(
      [
        [0, talk({ type: 'described', sdp: sdpOf('mine') })],
        [0, offer(2)],
      ],
      taking,
    )
    expect(run([[0, candidate('o1')]], restarted).acts).toEqual([])
    expect(run([[0, candidate('o1')]], restarted).state).toEqual(restarted.state)
    expect(run([[0, candidate('o2')]], restarted).acts).toEqual(['add_candidate'])
  })

  it('no more than 64 candidates are kept, whatever the other side sends', () => {
    const flood = run(
      Array.from({ length: 500 }, (_, i) => [0, candidate(`x${i}`)] as const),
      opened(true),
    )
    expect(flood.state.media).toMatchObject({ at: 'joining', talk: { early: { length: 64 } } })
  })
})

describe('whose page is meant', () => {
  it('what is said to another name is not heard', () => {
    expect(run([[0, candidate('a1', { page: mine.page, n: 7 })]], live()).acts).toEqual([])
    expect(run([[0, candidate('a1')]], live()).acts).toEqual(['add_candidate'])
  })

  it('the other page began anew: a fresh connection is kept, a used one gives way to the next', () => {
    const again: CallName = { page: theirs.page, n: 1 }
    expect(run([[0, hello(again)]], offered()).acts).toEqual(['say offer'])
    const reopened = run([[0, hello(again)]], live())
    expect(reopened.acts).toEqual(['close', 'ask_grant'])
    expect(reopened.state.name.n).toBe(1)
    expect(run([[0, hello(theirs)]], reopened).state).toEqual(reopened.state)
  })

  it('of two pages of one person the later one has the call, and the earlier one is told so', () => {
    const later: CallName = { page: pageOf(3), n: 0 }
    const moved = run([[0, hello(later)]], live())
    expect(moved.acts).toEqual(['close', 'ask_grant'])
    expect(run([[0, hello(theirs)]], moved).effects).toMatchObject([
      { do: 'say', signal: { kind: 'bye', to: theirs, reason: 'elsewhere' } },
    ])
  })

  it('a page that is told so ends, for itself alone', () => {
    const bye = run([[0, said({ kind: 'bye', call: theirs, to: mine, reason: 'elsewhere' })]], live())
    expect(bye.state.media).toEqual({ at: 'ended', why: { by: 'elsewhere' } })
    expect(bye.acts).toEqual(['close', 'release'])
    const other = said({ kind: 'bye', call: theirs, to: { page: pageOf(9), n: 0 }, reason: 'elsewhere' })
    expect(run([[0, other]], live()).state.media.at).toBe('live')
  })
})

describe('a connection that breaks', () => {
  it('has a moment to come back, then another path is looked for, then it begins anew, then it has failed and is reported', () => {
    const shaky = run([[0, connection('disconnected')]], live())
    expect([shaky.acts, shaky.state.media.at, dueAt(shaky.state)]).toEqual([[], 'joining', shaky.now + graceMs])
    expect(run([[1_000, connection('connected')]], shaky).state).toMatchObject({ media: { at: 'live' }, recovery: null })
    const first = run([[graceMs, tick]], shaky)
    expect(first.acts).toEqual(['restart_ice'])
    const second = run([[waitAfter(1), tick]], first)
    expect(second.acts).toEqual(['restart_ice'])
    const third = run([[waitAfter(2), tick]], second)
    expect(third.acts).toEqual(['close', 'ask_grant'])
    const end = run([[giveUpAfterMs, tick]], third)
    expect([end.effects, end.state.media.at]).toEqual([[{ do: 'report', code: 'connection_lost' }], 'failed'])
    expect(run([[0, { type: 'try_again' }]], end).acts).toEqual(['ask_grant'])
  })

  it('is not tried more often than five times', () => {
    let now = live()
    const acts: string[] = []
    for (let i = 0; i <= mostTries; i++) {
      now = run([[0, { type: 'broken', n: now.state.name.n }]], now)
      acts.push(...now.acts)
      now = run([[0, granted]], now)
    }
    expect([acts.filter((act) => act === 'close').length, now.state.media.at]).toEqual([mostTries + 1, 'failed'])
  })

  it('who never reached each other are given 12 s before anything is done', () => {
    const met = opened()
    expect(run([[joinPatienceMs - 1, tick]], met).acts).not.toContain('restart_ice')
    const nothing = run([[joinPatienceMs, tick]], met)
    expect(nothing.state.recovery?.tries).toBe(1)
  })

  it('who met and never reached each other are told so, and the platform too', () => {
    const met = opened()
    const end = run([[giveUpAfterMs, tick]], met)
    expect([end.acts, end.state.media.at]).toEqual([['close', 'report'], 'failed'])
    expect(end.effects.at(-1)).toEqual({ do: 'report', code: 'ice_failed' })
  })

  it('waits for the room: without it nothing can be negotiated', () => {
    const away = run(
      [
        [0, { type: 'room', room: { at: 'away' } }],
        [0, connection('failed')],
        [10_000, tick],
      ],
      live(),
    )
    expect(away.acts).toEqual([])
    expect(
      run(
        [
          [0, together(false)],
          [0, tick],
        ],
        away,
      ).acts,
    ).toEqual(['restart_ice'])
  })

  it('the room alone may go: who sees and hears the other goes on', () => {
    const away = run(
      [
        [0, { type: 'room', room: { at: 'away' } }],
        [30_000, tick],
      ],
      live(),
    )
    expect(away.state.media.at).toBe('live')
    expect(run([[0, together(false)]], away).acts).toEqual(['say hello'])
  })

  it('a connection that is gone says nothing any more', () => {
    const reopened = run([[0, hello({ page: theirs.page, n: 1 })]], live())
    expect(run([[0, connection('failed', 0)]], reopened).state).toEqual(reopened.state)
  })
})

describe('the grant', () => {
  it('is renewed before it expires, and the connection goes on with the new one', () => {
    const here = live()
    expect(dueAt(here.state)).toBe(start + 480_000)
    const due = run([[480_000, tick]], here)
    expect([due.acts, due.state.media.at]).toEqual([['ask_grant'], 'live'])
    expect(run([[0, granted]], due).acts).toEqual(['reconfigure'])
    expect(run([[0, { type: 'not_granted', code: 'session_ended', final: true, retryAfterMs: null }]], due).acts).toEqual([
      'close',
      'release',
    ])
  })
})

describe('the end', () => {
  it.each([
    ['the session', { type: 'over', why: { by: 'session', reason: 'consent' } }, ['close', 'release']],
    ['the other', said({ kind: 'bye', call: theirs, to: mine, reason: 'hung_up' }), ['close', 'release']],
    ['the person', { type: 'hang_up' }, ['say bye', 'close', 'release', 'hung_up']],
  ] as const satisfies readonly (readonly [string, CallInput, readonly string[]])[])(
    'by %s stops everything in one step',
    (_, input, acts) => {
      const over = run([[0, input]], live())
      expect(over.acts).toEqual(acts)
      for (const late of [
        tick,
        granted,
        devices,
        together(true),
        hello(theirs),
        offer(9),
        connection('connected'),
        { type: 'hang_up' } as const,
      ])
        expect(step(over.state, late, over.now + 60_000)).toEqual({ state: over.state, effects: [] })
      expect(dueAt(over.state)).toBeNull()
    },
  )

  it('who is alone waits for the other to come back, with a connection of another name', () => {
    const alone = run([[0, { type: 'room', room: { at: 'alone' } }]], live())
    expect(alone.acts).toEqual(['close', 'ask_grant'])
    expect(
      run(
        [
          [0, granted],
          [0, together(false)],
        ],
        alone,
      ).effects[0],
    ).toEqual({ do: 'open', n: 1, polite: false })
  })
})

describe('what is sent', () => {
  it('is turned off and on, and the other is told until it knows', () => {
    const off = run([[0, { type: 'turn', kind: 'video', on: false }]], live())
    expect(off.effects).toMatchObject([
      { do: 'turn', kind: 'video', on: false },
      { do: 'say', signal: { kind: 'hello', asks: true, sends: { video: false, turn: 2 } } },
    ])
    expect(run([[2_000, tick]], off).acts).toContain('say hello')
    expect(
      run(
        [
          [0, hello(theirs, { knows: 2 })],
          [2_000, tick],
        ],
        off,
      ).acts,
    ).not.toContain('say hello')
  })

  it('of what the other sends, the latest holds', () => {
    const dark = run(
      [
        [0, hello(theirs, { sends: { audio: true, video: false, turn: 5 } })],
        [0, hello(theirs)],
      ],
      live(),
    )
    expect(dark.state.theirs?.sends).toMatchObject({ video: false, turn: 5 })
  })
})

describe('the wire', () => {
  const name = { page: pageOf(1), n: 3 }
  const signals: readonly CallSignal[] = [
    { about: 'call', kind: 'hello', call: name, hears: null, knows: null, asks: true, sends: { audio: true, video: false, turn: 0 } },
    { about: 'call', kind: 'offer', call: name, to: theirs, id: 1, after: 0, sdp: 'v=0' },
    { about: 'call', kind: 'answer', call: name, to: theirs, of: 1, made: 0, sdp: 'v=0' },
    {
      about: 'call',
      kind: 'candidate',
      call: name,
      to: theirs,
      candidate: { candidate: 'c', sdpMid: null, sdpMLineIndex: null, usernameFragment: null },
    },
    { about: 'call', kind: 'bye', call: name, to: theirs, reason: 'elsewhere' },
  ]

  it.each(signals)('$kind is read as the contract has it', (signal) => {
    expect(readSignal(signal)).toEqual(callSignal.parse(signal))
  })

  it.each([
    null,
    'hello',
    [],
    { about: 'game', kind: 'hello' },
    { ...signals[0], call: { page: 'x', n: 0 } },
    { ...signals[0], call: { ...name, n: -1 } },
    { ...signals[0], sends: null },
    { ...signals[1], sdp: 'x'.repeat(descriptionLength + 1) },
    { ...signals[1], sdp: '' },
    { ...signals[1], id: 0 },
    { ...signals[1], id: 1.5 },
    { ...signals[2], of: '1' },
    { ...signals[3], candidate: { candidate: 'c'.repeat(1_025), sdpMid: null, sdpMLineIndex: null, usernameFragment: null } },
    { ...signals[4], reason: 'bored' },
    { ...signals[4], to: undefined },
  ])('%j is no signal, for the page as for the contract', (json) => {
    expect([readSignal(json), callSignal.safeParse(json).success]).toEqual([null, false])
  })

  it('the longest description fits into a frame', () => {
    // Browsers write lines of 30 characters on average; JSON makes two of each end of a line.
    const line = `a=${'x'.repeat(26)}\r\n`
    const signal = { ...signals[1], sdp: line.repeat(descriptionLength / line.length) }
    const frame = JSON.stringify({ t: 'signal', to: pageOf(1), to_connection: pageOf(2), data: signal })
    expect(frame.length).toBeLessThan(socketFrameBytes)
  })
})
