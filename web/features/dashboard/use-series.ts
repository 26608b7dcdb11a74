/** Keeps the chart's buckets current while the page is seen: the finer they are, the more often they are asked for. */
import { useEffect, useRef, useState } from 'react'
import type { AppId } from '../../../contract/ids.ts'
import type { SeriesInterval } from '../../../contract/metrics.ts'
import type { ApiFailure } from '../session/http.ts'
import { getSeries } from './api.ts'
import { startPolling } from '../../lib/poll-loop.ts'
import type { Bucket, SeriesView } from './series-view.ts'
import { bucketsOf, windowOf } from './series-view.ts'
import { pauseAfter } from './use-live-metrics.ts'

/** Null until the first came. */
type Series = { readonly buckets: readonly Bucket[] | null; readonly trouble: ApiFailure | null }

const none: Series = { buckets: null, trouble: null }
const everyMs = { minute: 3_000, hour: 10_000, day: 30_000 } as const satisfies Record<SeriesInterval, number>

/** `asOf`: the moment of the newest numbers, the server's clock. */
export function useSeries(app: AppId, view: SeriesView, asOf: number): Series {
  const [{ of, series }, setShown] = useState<{ readonly of: SeriesView | null; readonly series: Series }>({ of: null, series: none })
  const latest = useRef(asOf)
  useEffect(() => {
    latest.current = asOf
  }, [asOf])
  useEffect(() => {
    const ask = async (signal: AbortSignal): Promise<number> => {
      const now = latest.current
      const answer = await getSeries(app, { ...view, ...windowOf(view, now) }, signal)
      if (signal.aborted) return 0
      if (answer.ok) setShown({ of: view, series: { buckets: bucketsOf(answer.value, view.interval, now), trouble: null } })
      else
        setShown((before) => ({
          of: view,
          series: { buckets: before.of === view ? before.series.buckets : null, trouble: answer.failure },
        }))
      return answer.ok ? everyMs[view.interval] : pauseAfter(answer.failure)
    }
    return startPolling(ask, { onResume: () => {} })
  }, [app, view])
  return of === view ? series : none
}
