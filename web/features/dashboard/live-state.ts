/**
 * What the dashboard knows, and how each thing that happens changes it. Plain data and plain functions; the
 * fetching is in `use-live-metrics.ts`.
 */
import type { MetricsSnapshot } from '../../../contract/metrics.ts'
import { assertNever } from '../../ui/assert-never.ts'
import type { ApiFailure, Received } from './api.ts'
import type { SeriesPoint } from './answers.ts'

export type Minute = { readonly at: number; readonly value: number; readonly partial: boolean }

export type LiveState = {
  readonly snapshot: Received<MetricsSnapshot>
  /** Null until the first series came. */
  readonly minutes: readonly Minute[] | null
  /** What went wrong with the last poll; null when it went well. The values before it stay. */
  readonly trouble: ApiFailure | null
  readonly seriesTrouble: ApiFailure | null
  /** The tab was hidden and the first poll since is under way: old values are no alarm yet. */
  readonly resuming: boolean
}

export type LiveInput =
  | { readonly type: 'snapshot'; readonly received: Received<MetricsSnapshot> }
  | { readonly type: 'series'; readonly points: readonly SeriesPoint[] }
  | { readonly type: 'snapshot-failed'; readonly failure: ApiFailure }
  | { readonly type: 'series-failed'; readonly failure: ApiFailure }
  | { readonly type: 'resumed' }

export const minuteMs = 60_000
const shownMinutes = 60
const staleAfterMs = 10_000

export const asOf = (snapshot: MetricsSnapshot): number => Date.parse(snapshot.as_of)

/** The last sixty minutes as the snapshot's own clock has them, the one under way included. */
export function seriesWindow(snapshot: MetricsSnapshot): { readonly from: number; readonly to: number } {
  const current = Math.floor(asOf(snapshot) / minuteMs) * minuteMs
  return { from: current - (shownMinutes - 1) * minuteMs, to: current + minuteMs }
}

function minutesOf(points: readonly SeriesPoint[], snapshot: MetricsSnapshot): readonly Minute[] {
  const now = asOf(snapshot)
  return points
    .map(({ at, value }) => ({ at: Date.parse(at), value, partial: Date.parse(at) + minuteMs > now }))
    .filter(({ at }) => at <= now)
}

export const initial = (snapshot: Received<MetricsSnapshot>): LiveState => ({
  snapshot,
  minutes: null,
  trouble: null,
  seriesTrouble: null,
  resuming: false,
})

export function step(state: LiveState, input: LiveInput): LiveState {
  switch (input.type) {
    case 'snapshot':
      return { ...state, snapshot: input.received, trouble: null, resuming: false }
    case 'series':
      return { ...state, minutes: minutesOf(input.points, state.snapshot.value), seriesTrouble: null }
    case 'snapshot-failed':
      return { ...state, trouble: input.failure, resuming: false }
    case 'series-failed':
      return { ...state, seriesTrouble: input.failure }
    case 'resumed':
      return { ...state, resuming: true }
    default:
      return assertNever(input)
  }
}

/**
 * How old the shown values are at `now` (this machine's epoch ms). The server's own clock says how old they were on
 * arrival, so that a wrong clock here does not count; this machine's only counts the time since.
 */
export function ageOf({ value, receivedAt, serverAt }: Received<MetricsSnapshot>, now: number): number {
  const onArrival = Math.max(0, (serverAt ?? receivedAt) - asOf(value))
  return onArrival + Math.max(0, now - receivedAt)
}

export type Freshness = 'live' | 'refreshing' | 'stale' | 'failing'

export function freshnessOf(state: LiveState, now: number): Freshness {
  if (state.resuming) return 'refreshing'
  if (state.trouble !== null) return 'failing'
  return ageOf(state.snapshot, now) > staleAfterMs ? 'stale' : 'live'
}
