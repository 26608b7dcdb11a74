/**
 * A viewer by the book: begins four target durations behind the end, plays on at the pace of the clock, reloads as RFC 8216 §6.3.4 says and
 * gets the playlist as an edge cache kept it. It must never run out of media, and nothing it has not seen may leave the window. Times are epoch ms.
 */
import { freshMsOf } from '../../durable-objects/channel/channel-machine.ts'
import type { ChannelState } from '../../durable-objects/channel/channel-state.ts'
import { holdBack } from '../../domain/channel/playlist.ts'

type Seen = { readonly state: ChannelState; readonly until: number }

/** What an edge keeps of the channel's playlists. */
export class SimulatedEdge {
  #kept: Seen | null = null

  get(now: number, origin: () => ChannelState): ChannelState {
    if (this.#kept !== null && now < this.#kept.until) return this.#kept.state
    const state = origin()
    this.#kept = { state, until: now + freshMsOf(state, now) }
    return state
  }
}

export class SimulatedPlayer {
  nextAt: number
  readonly #began: number
  /** Ms of media behind the beginning at `#began`, and known by now. */
  #known: number
  #last: number

  constructor(first: ChannelState, now: number) {
    this.#began = now
    this.#last = lastOf(first)
    this.#known = first.head.targetDuration * holdBack * 1_000
    this.nextAt = now + first.head.targetDuration * 1_000
  }

  /** What went wrong, or null. */
  load(state: ChannelState, now: number): string | null {
    const short = now - this.#began - this.#known
    if (short > 0) return `starved for ${short.toFixed(0)} ms`
    const first = state.slots[0]?.msn ?? 0
    if (first > this.#last + 1) return `the window began at ${first}, seen was ${this.#last}`
    const fresh = state.slots.filter(({ msn }) => msn > this.#last)
    this.#known += fresh.reduce((sum, { duration }) => sum + duration * 1_000, 0)
    this.#last = Math.max(this.#last, lastOf(state))
    this.nextAt = now + state.head.targetDuration * (fresh.length > 0 ? 1_000 : 500)
    return null
  }
}

const lastOf = ({ slots }: ChannelState): number => slots.at(-1)?.msn ?? 0
