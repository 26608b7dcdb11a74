/** The changes against the day before, asked for once a minute while the page is seen. What does not come is not shown. */
import { useEffect, useRef, useState } from 'react'
import type { App } from '../../../contract/apps.ts'
import { getSeries } from './api.ts'
import { startPolling } from '../../lib/poll-loop.ts'
import { seriesMetrics } from './series-view.ts'
import type { Trends } from './trends.ts'
import { changeIn, trendWindow } from './trends.ts'

const everyMs = 60_000

async function trendsOf(app: App, now: number, signal: AbortSignal): Promise<Trends> {
  const { from, to } = trendWindow(now)
  const changes = await Promise.all(
    seriesMetrics.map(async (metric) => {
      const answer = await getSeries(app.id, { metric, interval: 'hour', from, to }, signal)
      return answer.ok ? ([[metric, changeIn(answer.value, from, Date.parse(app.created_at))]] as const) : []
    }),
  )
  return Object.fromEntries(changes.flat())
}

export function useTrends(app: App, asOf: number): Trends {
  const [trends, setTrends] = useState<Trends>({})
  const latest = useRef(asOf)
  useEffect(() => {
    latest.current = asOf
  }, [asOf])
  useEffect(() => {
    const ask = async (signal: AbortSignal): Promise<number> => {
      const found = await trendsOf(app, latest.current, signal)
      if (!signal.aborted) setTrends(found)
      return everyMs
    }
    return startPolling(ask, { onResume: () => {} })
  }, [app])
  return trends
}
