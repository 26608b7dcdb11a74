/** [B1] The player's machine: what it does when the picture stops, and that it never gives up. Time is data. */
import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import type { Effect, Input, PlayerState, Step } from '../../web/features/channel/player-machine.ts'
import { initial, patienceMs, restAfterMs, step, tooFarMs, waitOf } from '../../web/features/channel/player-machine.ts'
import { behindOf, coverOf, isLost, progressOf, shownState } from '../../web/features/channel/channel-view.ts'
import { actOf } from '../../web/features/channel/keys.ts'
import { preferencesFrom, usual } from '../../web/features/channel/preferences.ts'
import { pollAfter } from '../../web/features/channel/timing.ts'
import { isCounted } from '../../contract/viewer-share.ts'

const start = 1_000_000

/** Plays a history: each input with the time since the one before. */
function run(inputs: readonly (readonly [afterMs: number, input: Input])[], from: PlayerState = initial(start, true)) {
  let now = from.tickAt
  let state = from
  const acts: Effect['do'][] = []
  for (const [afterMs, input] of inputs) {
    now += afterMs
    const next: Step = step(state, input, now)
    state = next.state
    acts.push(...next.effects.map((effect) => effect.do))
  }
  return { state, acts, now }
}

const tick = (position: number, behindMs: number | null = 0): Input => ({ type: 'tick', position, behindMs, hidden: false, roll: 0.5 })
const failed = (fault: 'network' | 'media' | 'other'): Input => ({ type: 'failed', fault, roll: 0 })
const moving: Input = { type: 'moving' }

/** One tick a second; the picture moves or stands. */
const seconds = (count: number, of: (second: number) => Input) => Array.from({ length: count }, (_, second) => [1_000, of(second)] as const)

/** After three seconds of playing. */
const playing = (): PlayerState => run([[0, moving], ...seconds(3, (second) => tick(second + 1))]).state

describe('what did not come', () => {
  it('is asked for again after half a second or more, and then with growing pauses', () => {
    const broken = run([[0, failed('network')]], playing())
    expect(broken.state.phase).toMatchObject({ at: 'broken', remedy: 'load' })
    expect(run([[400, tick(3)]], broken.state).acts).toEqual([])
    expect(run([[1_100, tick(3)]], broken.state).acts).toEqual(['load', 'play'])
    expect([1, 2, 3, 4, 5, 9].map((failures) => waitOf(failures, 1))).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000])
    expect(waitOf(1, 0)).toBe(500)
  })

  it('replaces the engine when asking again did not help', () => {
    const turn = [[100, failed('network')] as const, ...seconds(5, () => tick(3))]
    const { acts } = run([...turn, ...turn, ...turn, ...turn], playing())
    expect(acts.filter((act) => act !== 'play')).toEqual(['load', 'load', 'load', 'open'])
  })

  it('is not asked for while this machine is offline, and at once when it is back', () => {
    const offline = run([[0, { type: 'offline' }], [0, failed('network')], ...seconds(60, () => tick(3))], playing())
    expect([offline.acts, coverOf(offline.state)]).toEqual([[], 'offline'])
    // What was loaded before is played to its end, and nothing is said of a stop.
    expect(coverOf(run([[1_000, tick(4)]], run([[0, failed('network')]], playing()).state).state)).toBe('none')
    expect(
      run(
        [
          [0, { type: 'online' }],
          [1_000, tick(3)],
        ],
        offline.state,
      ).acts,
    ).toEqual(['load', 'play'])
  })
})

describe('what can not be played', () => {
  it('is mended twice without a pause, then the engine is replaced', () => {
    const { acts, state } = run(
      [
        [0, failed('media')],
        [0, moving],
        [2_000, failed('media')],
        [0, moving],
        [2_000, failed('media')],
      ],
      playing(),
    )
    expect(acts).toEqual(['recover_media', 'play', 'recover_media', 'play'])
    expect(state.phase).toMatchObject({ at: 'broken', remedy: 'open' })
  })

  it('failures of another hour are not counted', () => {
    const calm = run([[0, failed('media')], [0, moving], ...seconds(60, (second) => tick(4 + second))], playing())
    expect(calm.state.failures).toBe(0)
  })
})

describe('a picture that stands still though nobody reports a failure', () => {
  it('is loaded on and taken to the edge, then the engine is replaced', () => {
    const once = run(
      seconds(patienceMs(0) / 1_000, () => tick(3)),
      playing(),
    )
    expect(once.acts).toEqual(['load', 'to_live', 'play'])
    const twice = run(
      seconds(patienceMs(1) / 1_000 + 20, () => tick(3)),
      once.state,
    )
    expect(twice.acts).toContain('open')
  })

  it('a jump is no movement', () => {
    const { state } = run([[1_000, tick(500)]], { ...playing(), phase: { at: 'waiting' } })
    expect(state.phase.at).toBe('waiting')
  })
})

describe('who follows stays at the live edge', () => {
  it('is taken there when too far behind, not again and again', () => {
    const late = (second: number): Input => tick(4 + second, tooFarMs + 1_000)
    expect(run(seconds(5, late), { ...playing(), jumpedAt: 0 }).acts).toEqual(['to_live'])
  })

  it('who went back is left there, with the way to live shown', () => {
    const back = run([[0, { type: 'seek', byMs: -30_000 }], ...seconds(5, (second) => tick(1 + second, 30_000))], playing())
    expect([back.acts, behindOf(back.state)]).toEqual([['seek'], 30_000])
    expect(run([[0, { type: 'to_live' }]], back.state)).toMatchObject({ acts: ['to_live'], state: { follows: true } })
  })

  it('after sleep it goes on at the edge', () => {
    expect(run([[3_600_000, tick(3, 3_600_000)]], playing()).acts).toEqual(['load', 'to_live'])
    const hidden: Input = { type: 'tick', position: 3, behindMs: 60_000, hidden: true, roll: 0.5 }
    expect(run([[60_000, hidden]], { ...playing(), phase: { at: 'paused', by: 'browser', since: start, resting: true } }).acts).toEqual([])
  })
})

describe('a pause', () => {
  it('of the viewer stays one, also when the page is seen again', () => {
    const paused = run([[0, { type: 'pause' }]], playing())
    expect(paused.acts).toEqual(['pause'])
    expect(run([[9_000, { type: 'shown' }]], paused.state).acts).toEqual([])
  })

  it('of the browser, while nobody saw the page, ends when it is seen', () => {
    const paused = run([[0, { type: 'paused', hidden: true }]], playing())
    expect(run([[9_000, { type: 'shown' }]], paused.state).acts).toEqual(['load', 'to_live', 'play'])
  })

  it('that is long loads nothing any more, and ends at the live edge', () => {
    const paused = run([[0, { type: 'pause' }], ...seconds(restAfterMs / 1_000 + 3, () => tick(3))], playing())
    expect(paused.acts).toEqual(['pause', 'rest'])
    expect(run([[0, { type: 'play' }]], paused.state).acts).toEqual(['load', 'to_live', 'play'])
  })

  it('a browser that wants a gesture first is asked without sound, then gets the gesture', () => {
    expect(run([[0, { type: 'refused', muted: false }]]).acts).toEqual(['mute', 'play'])
    const refused = run([[0, { type: 'refused', muted: true }]])
    expect(coverOf(refused.state)).toBe('paused')
    expect(run([[0, { type: 'play' }]], refused.state).acts).toEqual(['to_live', 'play'])
  })
})

describe('whatever happens', () => {
  const inputs: fc.Arbitrary<Input> = fc.oneof(
    fc.constantFrom<Input>(
      { type: 'moving' },
      { type: 'starved' },
      { type: 'paused', hidden: true },
      { type: 'paused', hidden: false },
      { type: 'refused', muted: true },
      { type: 'refused', muted: false },
      { type: 'play' },
      { type: 'pause' },
      { type: 'to_live' },
      { type: 'seek', byMs: -10_000 },
      { type: 'shown' },
      { type: 'online' },
      { type: 'offline' },
    ),
    fc.record({
      type: fc.constant('failed' as const),
      fault: fc.constantFrom('network', 'media', 'other'),
      roll: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    fc.record({
      type: fc.constant('tick' as const),
      position: fc.integer({ min: 0, max: 500 }),
      behindMs: fc.option(fc.integer({ min: 0, max: 90_000 })),
      hidden: fc.boolean(),
      roll: fc.constant(0.5),
    }),
  )
  const history = fc.array(fc.tuple(fc.integer({ min: 0, max: 20_000 }), inputs), { maxLength: 200 })

  it('the network is back and the viewer wants to see: it is trying within two minutes', () => {
    fc.assert(
      fc.property(history, (past) => {
        const before = run(past)
        const wanted = run([[0, { type: 'online' }], [0, { type: 'play' }], ...seconds(120, () => tick(0, 0))], before.state)
        expect(wanted.acts.some((act) => act === 'open' || act === 'load' || act === 'play')).toBe(true)
        // And a picture that then moves is shown.
        const { state } = run([[0, { type: 'play' }], [0, moving], ...seconds(40, (second) => tick(1_000 + second, 0))], wanted.state)
        expect(['playing', 'broken', 'opening', 'waiting']).toContain(state.phase.at)
      }),
    )
  })

  it('never asks more than ten times a minute for the same thing', () => {
    fc.assert(
      fc.property(fc.constantFrom('network' as const, 'media' as const, 'other' as const), (fault) => {
        const { acts } = run(
          seconds(600, () => tick(3)).flatMap((each) => [each, [0, failed(fault)] as const]),
          playing(),
        )
        expect(acts.filter((act) => act === 'open' || act === 'load').length).toBeLessThan(100)
      }),
    )
  })
})

describe('what is said', () => {
  it('nobody says live over a slate', () => {
    expect([shownState('on_air', 'slate'), shownState('on_air', 'lab'), shownState('off_air', 'lab')]).toEqual([
      'slate',
      'on_air',
      'off_air',
    ])
  })

  it('one lost answer is not a lost connection', () => {
    expect([isLost(1, playing()), isLost(2, playing())]).toEqual([false, true])
  })

  it('how far a programme is, when its times are known', () => {
    const [from, to] = ['2026-11-21T12:00:00.000Z', '2026-11-21T13:00:00.000Z']
    expect(progressOf({ title: 'x', started_at: from, ends_at: to }, Date.parse('2026-11-21T12:15:00.000Z'))).toBe(0.25)
    expect(progressOf({ title: 'x', ends_at: to }, 0)).toBeNull()
  })
})

describe('keys', () => {
  const press = (key: string, more: Partial<Parameters<typeof actOf>[0]> = {}) =>
    actOf({ key, isModified: false, focus: 'none', isInPlayer: false, ...more })

  it('are the player’s on the page, but not in a field and not with Ctrl', () => {
    expect([press('m'), press('M'), press(' '), press('ArrowLeft')]).toMatchObject([
      { act: 'mute' },
      { act: 'mute' },
      { act: 'toggle' },
      { act: 'seek', byMs: -10_000 },
    ])
    expect([press('m', { focus: 'field' }), press('f', { isModified: true }), press('x')]).toEqual([null, null, null])
  })

  it('space stays a button’s, arrows a slider’s, and up and down scroll outside of the player', () => {
    expect([press(' ', { focus: 'button' }), press('ArrowRight', { focus: 'slider' }), press('ArrowUp')]).toEqual([null, null, null])
    expect(press('ArrowUp', { isInPlayer: true })).toMatchObject({ act: 'volume' })
  })
})

describe('asking and saying', () => {
  it('a channel on air is asked for less often, and nobody together with the others', () => {
    expect(pollAfter('on_air', 0, 0)).toBeGreaterThan(pollAfter('slate', 0, 1))
    expect(new Set([0, 0.3, 0.6].map((roll) => pollAfter('on_air', 0, roll))).size).toBe(3)
    expect([pollAfter(null, 1, 0.5), pollAfter(null, 9, 0.5)]).toEqual([2_000, 30_000])
  })

  it('of many viewers about the sample says so, always the same ones', () => {
    const viewers = Array.from({ length: 4_000 }, (_, index) => `viewer-${index * 7_919}`)
    const few = viewers.filter((viewer) => isCounted(viewer, 0.25))
    expect(few.length / viewers.length).toBeCloseTo(0.25, 1)
    expect(few.every((viewer) => isCounted(viewer, 0.5))).toBe(true)
    expect(viewers.every((viewer) => isCounted(viewer, 1))).toBe(true)
  })

  it('preferences that are nonsense are as usual', () => {
    expect([null, 'x', '[]', '{"volume":7,"keys":"no"}'].map(preferencesFrom)).toEqual([usual, usual, usual, usual])
    expect(preferencesFrom('{"volume":0.4,"captions":true}')).toEqual({ volume: 0.4, captions: true, keys: true })
  })
})
