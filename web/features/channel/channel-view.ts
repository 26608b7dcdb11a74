/** What the page says of the channel and of its picture, out of what is known. Pure. */
import type { ChannelState, ChannelStatus } from '../../../contract/channel.ts'
import type { Programme } from '../../../contract/lab.ts'
import { assertNever } from '../../ui/assert-never.ts'
import type { PlayerState } from './player-machine.ts'
import { liveMs } from './player-machine.ts'

/** What stands on the picture. */
export type Cover = 'none' | 'loading' | 'paused' | 'waiting' | 'reconnecting' | 'offline' | 'unsupported'

export function coverOf({ phase, online, failures, isMoving }: PlayerState): Cover {
  switch (phase.at) {
    case 'opening':
      return online ? (failures > 0 ? 'reconnecting' : 'loading') : 'offline'
    case 'playing':
      return 'none'
    case 'waiting':
      return online ? 'waiting' : 'offline'
    case 'paused':
    case 'refused':
      return 'paused'
    case 'broken':
      return isMoving ? 'none' : online ? 'reconnecting' : 'offline'
    case 'unsupported':
      return 'unsupported'
    default:
      return assertNever(phase)
  }
}

/** Nobody says "live" over a slate: who is some seconds behind still sees it after the studio is back. */
export function shownState(state: ChannelState, onScreen: 'lab' | 'slate' | null): ChannelState {
  return onScreen === 'slate' && isOnAir(state) ? 'slate' : state
}

export const isOnAir = (state: ChannelState): boolean => state === 'on_air' || state === 'degraded'

/** How many questions in a row stay without an answer before the page says so: one may get lost. */
const lostAfter = 2
export const isLost = (failures: number, { online }: PlayerState): boolean => !online || failures >= lostAfter

/** Null: at the live edge, or nobody knows. Whole seconds, so that it does not flicker. */
export const behindOf = ({ behindMs, phase }: PlayerState): number | null =>
  behindMs === null || (behindMs < liveMs * 2 && phase.at !== 'paused') ? null : Math.max(0, Math.floor(behindMs / 1_000) * 1_000)

/** Of a programme whose times are known: 0 to 1. */
export function progressOf({ started_at, ends_at }: Programme, now: number): number | null {
  if (started_at === undefined || ends_at === undefined) return null
  const [from, to] = [Date.parse(started_at), Date.parse(ends_at)]
  return to > from ? Math.min(1, Math.max(0, (now - from) / (to - from))) : null
}

/** What is still to come, the soonest first; what has no time stays where the studio put it. */
export const nextOf = (status: ChannelStatus, now: number): readonly Programme[] =>
  status.up_next.filter(({ ends_at }) => ends_at === undefined || Date.parse(ends_at) > now).slice(0, longestList)

const longestList = 6

/** Who is shown a stopped picture is still here. */
export const isWatching = ({ phase, failures }: PlayerState): boolean =>
  phase.at === 'playing' || phase.at === 'waiting' || phase.at === 'broken' || (phase.at === 'opening' && failures > 0)
