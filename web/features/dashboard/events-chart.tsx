/** Events per minute over the last hour: the picture, what the pointer is on, and the same numbers as a table. */
import { lazy, Suspense, useMemo, useState } from 'react'
import { ErrorBoundary } from '../../ui/error-boundary.tsx'
import { clockTime, fullCount, meanCount } from '../../ui/format.ts'
import type { ApiFailure } from './api.ts'
import { failureWords } from './failure-words.ts'
import type { Minute } from './live-state.ts'
import { minuteMs } from './live-state.ts'

/** Apart, because the chart library is most of this page's weight and the numbers need not wait for it. */
const Chart = lazy(() => import('../../ui/chart.tsx').then((module) => ({ default: module.Chart })))

type EventsChartProps = { readonly minutes: readonly Minute[] | null; readonly trouble: ApiFailure | null }

const amount = (value: number): string => `${fullCount(value)} ${value === 1 ? 'event' : 'events'}`
const point = ({ at, value, partial }: Minute): string => `${clockTime(at)}: ${amount(value)}${partial ? ' so far' : ''}`

/** Peak and mean of the minutes that are over. */
function summaryOf(minutes: readonly Minute[]): string {
  const whole = minutes.filter(({ partial }) => !partial)
  const peak = whole.reduce<Minute | null>((best, each) => (best && best.value >= each.value ? best : each), null)
  if (!peak) return 'No minute is over yet'
  const mean = whole.reduce((sum, { value }) => sum + value, 0) / whole.length
  return `Peak ${fullCount(peak.value)} at ${clockTime(peak.at)}, mean ${meanCount(mean)}`
}

function MinuteTable({ minutes }: { readonly minutes: readonly Minute[] }) {
  return (
    <details className="minutes">
      <summary>As a table</summary>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <section className="minutes-scroll" tabIndex={0} aria-label="Events per minute as a table">
        <table>
          <thead>
            <tr>
              <th scope="col">Minute</th>
              <th scope="col">Events</th>
            </tr>
          </thead>
          <tbody>
            {minutes.toReversed().map((minute) => (
              <tr key={minute.at}>
                <th scope="row">{clockTime(minute.at)}</th>
                <td>
                  {fullCount(minute.value)}
                  {minute.partial && <span className="quiet"> so far</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  )
}

export function EventsChart({ minutes, trouble }: EventsChartProps) {
  const [pointed, setPointed] = useState<number | null>(null)
  const points = useMemo(() => minutes ?? [], [minutes])
  const summary = minutes === null ? 'Loading' : summaryOf(minutes)
  const under = pointed === null ? undefined : points[pointed]
  const partial = points.find((minute) => minute.partial)
  return (
    <section className="panel" aria-labelledby="events-title">
      <div className="panel-head">
        <h2 id="events-title">Events per minute, last hour</h2>
        <p className="quiet small">{under ? point(under) : summary}</p>
      </div>
      <ErrorBoundary what="The chart">
        <Suspense fallback={<div className="chart-space" />}>
          <Chart points={points} bucketMs={minuteMs} label={`Events per minute over the last hour. ${summary}.`} onPoint={setPointed} />
        </Suspense>
      </ErrorBoundary>
      {trouble && <p className="panel-trouble small">The chart was not refreshed. {failureWords(trouble).title}</p>}
      <div className="panel-foot">
        {partial && (
          <p className="chart-key quiet small">
            {clockTime(partial.at)} is not over: {amount(partial.value)} so far
          </p>
        )}
        {points.length > 0 && <MinuteTable minutes={points} />}
      </div>
    </section>
  )
}
