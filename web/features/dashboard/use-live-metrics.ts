/** Keeps the dashboard's state current: polls while the page is seen, and tells when the keys stop being good. */
import type { Dispatch } from 'react'
import { useEffect, useReducer, useState } from 'react'
import type { MetricsSnapshot } from '../../../contract/metrics.ts'
import type { ApiFailure, KeyPair, Received } from './api.ts'
import { getEventsPerMinute, getMetrics } from './api.ts'
import type { LiveInput, LiveState } from './live-state.ts'
import { initial, seriesWindow, step } from './live-state.ts'
import { startPolling } from './poll-loop.ts'

export const refreshMs = 3_000
const longestPauseMs = 60_000

/** A server that names its pause gets it, within reason. */
function pauseAfter(failure: ApiFailure): number {
  const wanted = failure.kind === 'failed' ? (failure.retryAfterMs ?? refreshMs) : refreshMs
  return Math.min(longestPauseMs, Math.max(refreshMs, wanted))
}

async function pollOnce(
  keys: KeyPair,
  signal: AbortSignal,
  dispatch: Dispatch<LiveInput>,
  onRefused: (failure: ApiFailure) => void,
): Promise<number> {
  const metrics = await getMetrics(keys, signal)
  if (signal.aborted) return refreshMs
  if (!metrics.ok) {
    if (metrics.failure.kind === 'refused') onRefused(metrics.failure)
    else dispatch({ type: 'snapshot-failed', failure: metrics.failure })
    return pauseAfter(metrics.failure)
  }
  dispatch({ type: 'snapshot', received: metrics.received })
  const { from, to } = seriesWindow(metrics.received.value)
  const series = await getEventsPerMinute(keys, from, to, signal)
  if (signal.aborted) return refreshMs
  if (series.ok) dispatch({ type: 'series', points: series.received.value })
  else dispatch({ type: 'series-failed', failure: series.failure })
  return series.ok ? refreshMs : pauseAfter(series.failure)
}

/** `onRefused` must be stable. */
export function useLiveMetrics(keys: KeyPair, first: Received<MetricsSnapshot>, onRefused: (failure: ApiFailure) => void): LiveState {
  const [state, dispatch] = useReducer(step, first, initial)
  useEffect(
    () => startPolling((signal) => pollOnce(keys, signal, dispatch, onRefused), { onResume: () => dispatch({ type: 'resumed' }) }),
    [keys, onRefused],
  )
  return state
}

/** This machine's clock, once a second. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
