/** The dashboard of one app: status, both metric rows, events per minute, users by feature. Composes; the parts draw. */
import { useEffect, useRef } from 'react'
import type { MetricsSnapshot } from '../../../contract/metrics.ts'
import { Button } from '../../ui/button.tsx'
import { viewerZone } from '../../ui/format.ts'
import type { ApiFailure, KeyPair, Received } from './api.ts'
import { EmptyApp } from './empty-app.tsx'
import { EventsChart } from './events-chart.tsx'
import { FeatureBars } from './feature-bars.tsx'
import { freshnessOf } from './live-state.ts'
import { MetricRows } from './metric-rows.tsx'
import { StatusLine, TroubleBanner } from './status-line.tsx'
import { useLiveMetrics, useNow } from './use-live-metrics.ts'

type BoardProps = {
  readonly keys: KeyPair
  readonly first: Received<MetricsSnapshot>
  readonly onRefused: (failure: ApiFailure) => void
  readonly onForget: () => void
}

/** Enough of a public key to tell two apps apart. */
const shortKey = (publicKey: string): string => `${publicKey.slice(0, 10)}…${publicKey.slice(-4)}`

export function Board({ keys, first, onRefused, onForget }: BoardProps) {
  const state = useLiveMetrics(keys, first, onRefused)
  const now = useNow()
  const title = useRef<HTMLHeadingElement>(null)
  // The form that had the focus is gone: put it where the new content begins.
  useEffect(() => title.current?.focus(), [])

  const freshness = freshnessOf(state, now)
  const snapshot = state.snapshot.value
  const isEmpty = snapshot.total_events === 0 && snapshot.total_sessions === 0
  return (
    <div className="board" data-freshness={freshness}>
      <header className="board-head">
        <h1 ref={title} tabIndex={-1}>
          Live metrics
        </h1>
        <StatusLine state={state} freshness={freshness} now={now} />
        <div className="board-app">
          <code title={keys.publicKey}>{shortKey(keys.publicKey)}</code>
          <Button onClick={onForget}>Forget keys</Button>
        </div>
      </header>
      <TroubleBanner state={state} freshness={freshness} now={now} />
      <div className="board-values">
        <MetricRows snapshot={snapshot} />
        {isEmpty ? (
          <EmptyApp publicKey={keys.publicKey} />
        ) : (
          <div className="board-pictures">
            <EventsChart minutes={state.minutes} trouble={state.seriesTrouble} />
            <FeatureBars users={snapshot.users_by_feature} />
          </div>
        )}
      </div>
      <p className="quiet small">Refreshed every 3 s while this tab is seen. Times are in {viewerZone()}.</p>
    </div>
  )
}
