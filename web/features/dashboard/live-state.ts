/**
 * What the dashboard knows of an app's numbers now, and how each thing that happens changes it. Plain data and plain functions; the
 * fetching is in `use-live-metrics.ts`.
 */
import type { MetricsSnapshot } from '../../../contract/metrics.ts'
import { assertNever } from '../../ui/assert-never.ts'
import type { ApiFailure, Received } from '../session/http.ts'

/** How the numbers come: spoken as they move, or asked for again and again. */
type Way = 'stream' | 'poll'

export type LiveState = {
  readonly snapshot: Received<MetricsSnapshot>
  readonly way: Way
  /** What went wrong with the last poll; null when it went well. The values before it stay. */
  readonly trouble: ApiFailure | null
  /** The tab was hidden and the first answer since is under way: old values are no alarm yet. */
  readonly resuming: boolean
}

export type LiveInput =
  | { readonly type: 'snapshot'; readonly received: Received<MetricsSnapshot>; readonly way: Way }
  | { readonly type: 'failed'; readonly failure: ApiFailure }
  | { readonly type: 'resumed' }

const staleAfterMs = 10_000

export const asOf = (snapshot: MetricsSnapshot): number => Date.parse(snapshot.as_of)

export const initial = (snapshot: Received<MetricsSnapshot>): LiveState => ({ snapshot, way: 'poll', trouble: null, resuming: false })

export function step(state: LiveState, input: LiveInput): LiveState {
  switch (input.type) {
    case 'snapshot':
      return { snapshot: input.received, way: input.way, trouble: null, resuming: false }
    case 'failed':
      return { ...state, way: 'poll', trouble: input.failure, resuming: false }
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
