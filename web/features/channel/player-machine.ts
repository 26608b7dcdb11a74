/**
 * The player's mind: what it shows, and what it does when the picture stops. Owns when to try again and how; what each act means for the
 * library that plays is in the engines. Pure: times are this machine's epoch ms, chance comes in with the input.
 */
import { assertNever } from '../../ui/assert-never.ts'

/** `network`: something did not come. `media`: what came could not be played. `other`: the player is of no use any more. */
export type Fault = 'network' | 'media' | 'other'

export type Phase =
  /** No picture yet. */
  | { readonly at: 'opening' }
  | { readonly at: 'playing' }
  /** It should move and does not, yet. */
  | { readonly at: 'waiting' }
  /** `resting`: nothing is loaded meanwhile. */
  | { readonly at: 'paused'; readonly by: 'viewer' | 'browser'; readonly since: number; readonly resting: boolean }
  /** The browser wants a gesture first. */
  | { readonly at: 'refused' }
  /** Nothing comes; the next try is due at `again`. */
  | { readonly at: 'broken'; readonly again: number; readonly remedy: Effect['do'] }
  /** This browser can not play it at all. */
  | { readonly at: 'unsupported' }

export type PlayerState = {
  readonly phase: Phase
  /** Stays at the live edge; false once the viewer went back. */
  readonly follows: boolean
  readonly online: boolean
  /** In a row, and when the last one was. */
  readonly failures: number
  readonly failedAt: number
  /** Seconds of the media, and when it last moved or was given time to. */
  readonly position: number
  readonly movedAt: number
  /** Since the last tick: what was loaded is played on after what follows did not come. */
  readonly isMoving: boolean
  /** How far behind the live edge; null while nobody knows. */
  readonly behindMs: number | null
  readonly jumpedAt: number
  readonly tickAt: number
}

export type Input =
  /** What the video element says. `hidden`: while nobody could see the page. */
  | { readonly type: 'moving' }
  | { readonly type: 'starved' }
  | { readonly type: 'paused'; readonly hidden: boolean }
  /** It would not begin; `muted`: not even without sound. */
  | { readonly type: 'refused'; readonly muted: boolean }
  /** `roll` is chance, 0 to 1. */
  | { readonly type: 'failed'; readonly fault: Fault; readonly roll: number }
  | { readonly type: 'unsupported' }
  /** Once a second. */
  | { readonly type: 'tick'; readonly position: number; readonly behindMs: number | null; readonly hidden: boolean; readonly roll: number }
  /** What the viewer does. */
  | { readonly type: 'play' }
  | { readonly type: 'pause' }
  | { readonly type: 'to_live' }
  | { readonly type: 'seek'; readonly byMs: number }
  /** The page was hidden and is seen again. */
  | { readonly type: 'shown' }
  | { readonly type: 'online' }
  | { readonly type: 'offline' }

export type Effect =
  /** Begins anew with an engine of its own. */
  | { readonly do: 'open' }
  /** Goes on loading. */
  | { readonly do: 'load' }
  /** Loads nothing any more. */
  | { readonly do: 'rest' }
  | { readonly do: 'recover_media' }
  | { readonly do: 'play' }
  | { readonly do: 'pause' }
  | { readonly do: 'mute' }
  | { readonly do: 'to_live' }
  | { readonly do: 'seek'; readonly byMs: number }

export type Step = { readonly state: PlayerState; readonly effects: readonly Effect[] }

/** How long a picture may stand still before something is done: longer after each failure, for who has a slow connection. */
export const patienceMs = (failures: number): number => 15_000 * 2 ** Math.min(2, failures)
/** A longer time between two ticks was sleep, unless the page is hidden: browsers then let timers run once a minute. */
const sleptMs = 15_000
/** Who follows and is further behind is taken to the edge, at most this often. */
export const tooFarMs = 15_000
const jumpEveryMs = 20_000
/** Nearer than this is live. */
export const liveMs = 3_000
/** Who pauses for longer has left the room: nothing is loaded for them. */
export const restAfterMs = 60_000
/** A pause that is longer than this is meant: it goes on where it stopped. */
const meantMs = 5_000
/** Failures further apart are not in a row. */
const calmMs = 30_000
const longestWaitMs = 15_000
/** After so many, an engine is not mended but replaced. */
const mendings = { network: 3, media: 2, other: 0 } as const satisfies Record<Fault, number>

export const initial = (now: number, online: boolean): PlayerState => ({
  phase: { at: 'opening' },
  follows: true,
  online,
  failures: 0,
  failedAt: 0,
  position: 0,
  movedAt: now,
  isMoving: false,
  behindMs: null,
  jumpedAt: 0,
  tickAt: now,
})

const only = (state: PlayerState, ...acts: readonly Exclude<Effect['do'], 'seek'>[]): Step => ({
  state,
  effects: acts.map((act) => ({ do: act })),
})

const isTrying = ({ phase }: PlayerState): boolean => phase.at === 'opening' || phase.at === 'playing' || phase.at === 'waiting'

/** Time to begin to move, from now on. */
const given = (state: PlayerState, now: number, phase: Phase): PlayerState => ({ ...state, phase, movedAt: now })

export function step(state: PlayerState, input: Input, now: number): Step {
  switch (input.type) {
    case 'moving':
      return only(isTrying(state) || state.phase.at === 'refused' ? given(state, now, { at: 'playing' }) : state)
    case 'starved':
      return only(state.phase.at === 'playing' ? given(state, now, { at: 'waiting' }) : state)
    case 'paused':
      return only(isTrying(state) ? pausedBy(state, input.hidden ? 'browser' : 'viewer', now) : state)
    case 'refused':
      return input.muted ? only({ ...state, phase: { at: 'refused' } }) : only(state, 'mute', 'play')
    case 'failed':
      return failed(state, input.fault, input.roll, now)
    case 'unsupported':
      return only({ ...state, phase: { at: 'unsupported' } })
    case 'tick':
      return tick(state, input, now)
    case 'play':
      return play(state, now)
    case 'pause':
      return isTrying(state) ? only(pausedBy(state, 'viewer', now), 'pause') : only(state)
    case 'to_live':
      return toLive(state, now)
    case 'seek':
      return seek(state, input.byMs)
    case 'shown':
      return shown(state, now)
    case 'online':
      return cameOnline(state, now)
    case 'offline':
      return only({ ...state, online: false })
    default:
      return assertNever(input)
  }
}

const pausedBy = (state: PlayerState, by: 'viewer' | 'browser', now: number): PlayerState => ({
  ...state,
  phase: { at: 'paused', by, since: now, resting: false },
})

/** A short pause keeps following; after a longer one it goes on where it stopped, unless it had stopped to load. */
function play(state: PlayerState, now: number): Step {
  const { phase } = state
  if (phase.at === 'refused') return only(given(state, now, { at: 'waiting' }), 'to_live', 'play')
  if (phase.at !== 'paused') return only(state)
  const next = given(state, now, { at: 'waiting' })
  if (phase.resting) return only({ ...next, follows: true, jumpedAt: now }, 'load', 'to_live', 'play')
  return only({ ...next, follows: state.follows && now - phase.since < meantMs }, 'play')
}

function toLive(state: PlayerState, now: number): Step {
  const next = { ...state, follows: true, jumpedAt: now }
  if (state.phase.at !== 'paused') return only(next, 'to_live')
  return only(given(next, now, { at: 'waiting' }), 'load', 'to_live', 'play')
}

function seek(state: PlayerState, byMs: number): Step {
  if (state.behindMs === null && byMs > 0) return only(state)
  const behindMs = Math.max(0, (state.behindMs ?? 0) - byMs)
  return { state: { ...state, follows: behindMs < liveMs, behindMs }, effects: [{ do: 'seek', byMs }] }
}

/** Back from another tab or from sleep: what the browser stopped goes on, at the edge for who was there. */
function shown(state: PlayerState, now: number): Step {
  const { phase } = state
  if (phase.at === 'broken') return only({ ...state, phase: { ...phase, again: now } })
  if (phase.at === 'paused' && phase.by === 'viewer') return only(state)
  if (phase.at === 'paused') return only({ ...given(state, now, { at: 'waiting' }), jumpedAt: now }, 'load', ...edge(state), 'play')
  if (phase.at !== 'playing' && phase.at !== 'waiting') return only(state)
  const isLate = (state.behindMs ?? 0) > tooFarMs
  return only({ ...state, movedAt: now, ...(isLate && { jumpedAt: now }) }, 'load', ...(isLate ? edge(state) : []))
}

const edge = ({ follows }: PlayerState): readonly 'to_live'[] => (follows ? ['to_live'] : [])

function cameOnline(state: PlayerState, now: number): Step {
  const next = { ...state, online: true, movedAt: now }
  if (state.phase.at === 'broken') return only({ ...next, phase: { ...state.phase, again: now } })
  return state.phase.at === 'waiting' ? only(next, 'load') : only(next)
}

/** Mended at first, with growing pauses; replaced when that does not help. It never gives up. */
function failed(state: PlayerState, fault: Fault, roll: number, now: number): Step {
  if (!isTrying(state)) return only(state.phase.at === 'paused' ? { ...state, phase: { ...state.phase, resting: true } } : state)
  const failures = now - state.failedAt > calmMs ? 1 : state.failures + 1
  const counted = { ...state, failures, failedAt: now }
  const isMended = failures <= mendings[fault]
  if (fault === 'media' && isMended) return only(given(counted, now, { at: 'waiting' }), 'recover_media', 'play')
  const again = now + waitOf(failures, roll)
  return only({ ...counted, phase: { at: 'broken', again, remedy: isMended ? 'load' : 'open' } })
}

/** 0.5–1 s, then twice as long each time. */
export const waitOf = (failures: number, roll: number): number =>
  Math.round(Math.min(longestWaitMs, 1_000 * 2 ** (failures - 1)) * (0.5 + roll / 2))

/** A jump is no movement. */
const isPlayed = (seconds: number, sinceMs: number): boolean => seconds > 0.05 && seconds < sinceMs / 500 + 1

type Tick = Extract<Input, { type: 'tick' }>

function tick(before: PlayerState, { position, behindMs, hidden, roll }: Tick, now: number): Step {
  const hasSlept = now - before.tickAt > sleptMs
  const hasMoved = isPlayed(position - before.position, now - before.tickAt)
  const state = { ...before, position, behindMs, tickAt: now, isMoving: hasMoved, movedAt: hasMoved ? now : before.movedAt }
  if (hasSlept && !hidden) return shown(state, now)
  const { phase } = state
  switch (phase.at) {
    case 'playing':
    case 'waiting':
    case 'opening':
      return hasMoved ? moving(state, now) : standing(state, roll, now)
    case 'paused':
      return !phase.resting && now - phase.since >= restAfterMs
        ? only({ ...state, phase: { ...phase, resting: true } }, 'rest')
        : only(state)
    case 'broken':
      return state.online && now >= phase.again ? retry(state, phase.remedy, now) : only(state)
    case 'refused':
    case 'unsupported':
      return only(state)
    default:
      return assertNever(phase)
  }
}

function retry(state: PlayerState, remedy: Effect['do'], now: number): Step {
  if (remedy === 'open') return only({ ...given(state, now, { at: 'opening' }), follows: true }, 'open')
  return only(given(state, now, { at: state.isMoving ? 'playing' : 'waiting' }), 'load', 'play')
}

function moving(state: PlayerState, now: number): Step {
  const isCalm = state.failures > 0 && now - state.failedAt > calmMs
  const isLive = state.behindMs !== null && state.behindMs < liveMs
  const next = { ...state, phase: { at: 'playing' as const }, failures: isCalm ? 0 : state.failures, follows: state.follows || isLive }
  const isLost = next.follows && (state.behindMs ?? 0) > tooFarMs && now - state.jumpedAt > jumpEveryMs
  return isLost ? only({ ...next, jumpedAt: now }, 'to_live') : only(next)
}

/** Nothing is done while the network is gone, and said to be: it would only use up what is buffered. */
function standing(state: PlayerState, roll: number, now: number): Step {
  if (!state.online || now - state.movedAt < patienceMs(state.failures)) return only(state)
  if (state.phase.at === 'opening' || state.failures > 0) return failed(state, 'other', roll, now)
  return only({ ...given(state, now, { at: 'waiting' }), failures: 1, failedAt: now, jumpedAt: now }, 'load', ...edge(state), 'play')
}
