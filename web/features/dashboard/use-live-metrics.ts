/** Keeps the dashboard's numbers current while the page is seen: as the platform speaks them, and by asking every 3 s where it can not. */
import type { Dispatch } from 'react'
import { useEffect, useReducer } from 'react'
import type { AppId } from '../../../contract/ids.ts'
import type { MetricsSnapshot } from '../../../contract/metrics.ts'
import type { ApiFailure, Received } from '../session/http.ts'
import { getMetrics } from './api.ts'
import type { LiveInput, LiveState } from './live-state.ts'
import { initial, step } from './live-state.ts'
import { followMetrics } from './live-stream.ts'
import type { Task } from '../../lib/poll-loop.ts'
import { startPolling } from '../../lib/poll-loop.ts'

const refreshMs = 3_000
const longestPauseMs = 60_000
/** Where no stream can be had, a while is only asked. */
const streamAgainMs = 30_000

/** A server that names its pause gets it, within reason. */
export function pauseAfter(failure: ApiFailure): number {
  const wanted = failure.kind === 'problem' ? (failure.retryAfterMs ?? refreshMs) : refreshMs
  return Math.min(longestPauseMs, Math.max(refreshMs, wanted))
}

async function pollOnce(app: AppId, signal: AbortSignal, dispatch: Dispatch<LiveInput>): Promise<number> {
  const metrics = await getMetrics(app, signal)
  if (signal.aborted) return refreshMs
  if (metrics.ok) dispatch({ type: 'snapshot', received: metrics.value, way: 'poll' })
  else dispatch({ type: 'failed', failure: metrics.failure })
  return metrics.ok ? refreshMs : pauseAfter(metrics.failure)
}

/** What ends sooner is cut by something on the way: it is no reason to ask again at once. */
const shortMs = 5_000

/** One stream to its end, or one question. */
function turnsOf(app: AppId, dispatch: Dispatch<LiveInput>): Task {
  let streamAt = 0
  return async (signal) => {
    if (Date.now() >= streamAt) {
      const openedAt = Date.now()
      const end = await followMetrics(app, signal, (received) => dispatch({ type: 'snapshot', received, way: 'stream' }))
      if (signal.aborted || (end === 'over' && Date.now() - openedAt >= shortMs)) return 0
      if (end === 'none') streamAt = Date.now() + streamAgainMs
    }
    const startedAt = Date.now()
    const waitMs = await pollOnce(app, signal, dispatch)
    return Math.max(0, startedAt + waitMs - Date.now())
  }
}

export function useLiveMetrics(app: AppId, first: Received<MetricsSnapshot>): LiveState {
  const [state, dispatch] = useReducer(step, first, initial)
  useEffect(() => startPolling(turnsOf(app, dispatch), { onResume: () => dispatch({ type: 'resumed' }) }), [app])
  return state
}
