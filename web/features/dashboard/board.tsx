/** The dashboard of one app: status, both metric rows, a series, users by feature. Composes; the parts draw. */
import { useState } from 'react'
import type { App } from '../../../contract/apps.ts'
import type { MetricsSnapshot } from '../../../contract/metrics.ts'
import { Link } from '../../app/router.tsx'
import { viewerZone } from '../../ui/format.ts'
import { healthPath } from '../apps/app-paths.ts'
import { Onboarding } from '../onboarding/onboarding.tsx'
import type { Received } from '../session/http.ts'
import { SeriesChart } from './series-chart.tsx'
import { FeatureBars } from './feature-bars.tsx'
import { asOf, freshnessOf } from './live-state.ts'
import { MeasureRow } from './measure-row.tsx'
import { MetricRows } from './metric-rows.tsx'
import { StatusLine, TroubleBanner } from './status-line.tsx'
import { useNow } from '../../lib/use-now.ts'
import { useLiveMetrics } from './use-live-metrics.ts'
import { useMeasures } from './use-measures.ts'
import { useTrends } from './use-trends.ts'
import { words } from './words.ts'

type BoardProps = { readonly app: App; readonly first: Received<MetricsSnapshot> }

const isEmpty = ({ total_events, total_sessions }: MetricsSnapshot): boolean => total_events === 0 && total_sessions === 0

export function Board({ app, first }: BoardProps) {
  const state = useLiveMetrics(app.id, first)
  const now = useNow()
  const freshness = freshnessOf(state, now)
  const snapshot = state.snapshot.value
  const trends = useTrends(app, asOf(snapshot))
  const measures = useMeasures(app)
  // Who came to an app without events is shown the first one, and goes on when they have seen it.
  const [isNew, setNew] = useState(() => isEmpty(snapshot))
  const zone = viewerZone()
  return (
    <div className="board" data-freshness={freshness}>
      <header className="board-head">
        <h1>{words.title}</h1>
        <StatusLine state={state} freshness={freshness} now={now} />
      </header>
      <TroubleBanner state={state} freshness={freshness} now={now} />
      <div className="board-values">
        {isNew && <Onboarding app={app} hasEvent={!isEmpty(snapshot)} asOf={snapshot.as_of} onDone={() => setNew(false)} />}
        <MetricRows snapshot={snapshot} trends={trends} />
        <MeasureRow values={measures} />
        {!isEmpty(snapshot) && (
          <div className="board-pictures">
            <SeriesChart app={app.id} asOf={asOf(snapshot)} />
            <FeatureBars users={snapshot.users_by_feature} />
          </div>
        )}
      </div>
      <p className="quiet small">
        {state.way === 'stream' ? words.streamed(zone) : words.polled(zone)} <Link href={healthPath}>{words.health}</Link>
      </p>
    </div>
  )
}
