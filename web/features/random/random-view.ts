/** What the page of random video chat shows, out of what the queue said and what the call is. Pure; times are epoch ms. */
import type { RoomView } from '../../lib/room/room-view.ts'
import type { CallState } from '../call/call-state.ts'
import type { MatchState } from '../../lib/match/match-machine.ts'
import { isIn } from '../../lib/match/match-machine.ts'

export type Shown =
  /** Nobody is looked for. */
  | { readonly at: 'out' }
  /** The queue is being asked. */
  | { readonly at: 'joining' }
  | { readonly at: 'waiting'; readonly waitedMs: number; readonly estimateMs: number | null }
  | { readonly at: 'found' }
  | { readonly at: 'together' }
  | { readonly at: 'cooldown'; readonly leftMs: number }
  /** In the queue or on the way into it, and the platform can not be reached. */
  | { readonly at: 'away'; readonly leftMs: number }
  | { readonly at: 'leaving' }

export function shownOf(state: MatchState, now: number): Shown {
  const { wants, ticket, heardAt, retryAt, socket } = state
  if (wants === 'out') return isIn(state) || state.asking === 'leave' ? { at: 'leaving' } : { at: 'out' }
  if (ticket?.state === 'confirmed') return { at: 'together' }
  if (retryAt !== null && socket === 'none') return { at: 'away', leftMs: Math.max(0, retryAt - now) }
  if (ticket === null || ticket.state === 'left') return { at: 'joining' }
  const sinceMs = Math.max(0, now - heardAt)
  switch (ticket.state) {
    case 'waiting':
      return { at: 'waiting', waitedMs: ticket.waited_ms + sinceMs, estimateMs: ticket.estimate_ms ?? null }
    case 'matched':
      return { at: 'found' }
    case 'cooldown':
      return { at: 'cooldown', leftMs: Math.max(0, Date.parse(ticket.cooldown_until ?? '') - now || 0) }
    default:
      return ticket.state satisfies never
  }
}

/** The person hung up, in a room that still is: a page that leaves a room ends its call too, and means nothing by it. */
export const isHungUp = ({ media }: Pick<CallState, 'media'>, { connection }: Pick<RoomView, 'connection'>): boolean =>
  media.at === 'ended' && media.why.by === 'me' && connection.at === 'live'

/** How honest one can be about a wait: what is usual, and when it takes longer, that it does. */
export const expectationOf = (waitedMs: number, estimateMs: number | null): 'unknown' | 'usual' | 'longer' => {
  if (estimateMs === null) return 'unknown'
  return waitedMs > Math.max(2 * estimateMs, 5_000) ? 'longer' : 'usual'
}

/** Single keys of the page. Null: the key is not the page's. */
export type Act = 'next' | 'stop' | 'report' | 'mute' | 'camera'

const keys: Readonly<Record<string, Act>> = { n: 'next', ArrowRight: 'next', Escape: 'stop', r: 'report', m: 'mute', v: 'camera' }

type Pressed = { readonly key: string; readonly isModified: boolean; readonly isInField: boolean }

export const actOf = ({ key, isModified, isInField }: Pressed): Act | null =>
  isModified || isInField ? null : (keys[key.length === 1 ? key.toLowerCase() : key] ?? null)
