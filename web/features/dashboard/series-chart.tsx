/** A series of the app: the picture, what the pointer is on, how close one looks, and the same numbers as a table and a file. */
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { AppId } from '../../../contract/ids.ts'
import { go, useQuery } from '../../app/router.tsx'
import { ErrorBoundary } from '../../ui/error-boundary.tsx'
import { fullCount, meanCount } from '../../ui/format.ts'
import { failureWords } from '../session/failure-words.ts'
import { bucketTime, tickOf } from './bucket-time.ts'
import type { Bucket, SeriesView } from './series-view.ts'
import { bucketMs, queryFor, viewIn } from './series-view.ts'
import { SeriesTable } from './series-table.tsx'
import { ViewChoice, ZoomTools } from './series-tools.tsx'
import { useSeries } from './use-series.ts'
import { seriesWords, words } from './words.ts'
import type { Zoom } from './zoom.ts'
import { inZoom, isWhole, zoomBetween } from './zoom.ts'

/** Apart, because the chart library is most of this page's weight and the numbers need not wait for it. */
const Chart = lazy(() => import('../../ui/chart.tsx').then((module) => ({ default: module.Chart })))

/** Peak and mean of the buckets that are over. */
function summaryOf({ interval }: SeriesView, shown: readonly Bucket[]): string {
  const whole = shown.filter(({ partial }) => !partial)
  const peak = whole.reduce<Bucket | null>((best, each) => (best && best.value >= each.value ? best : each), null)
  if (!peak) return words.noBucket
  const mean = whole.reduce((sum, { value }) => sum + value, 0) / whole.length
  return words.summary(fullCount(peak.value), bucketTime(interval)(peak.at), meanCount(mean))
}

const pointOf = ({ metric, interval }: SeriesView, { at, value, partial }: Bucket): string =>
  `${bucketTime(interval)(at)}: ${seriesWords[metric].amount(value)}${partial ? words.soFar : ''}`

/** The series of the page's address; another one begins unzoomed. */
export function SeriesChart({ app, asOf }: { readonly app: AppId; readonly asOf: number }) {
  const query = useQuery()
  const view = useMemo(() => viewIn(query), [query])
  const show = (next: SeriesView): void => go(window.location.pathname + queryFor(next), { replace: true })
  return (
    <section className="panel" aria-labelledby="series-title">
      <h2 id="series-title">{words.chart(view.metric, view.interval, view.span)}</h2>
      <ViewChoice view={view} onView={show} />
      <Zoomable key={queryFor(view)} app={app} view={view} asOf={asOf} />
    </section>
  )
}

type ZoomableProps = { readonly app: AppId; readonly view: SeriesView; readonly asOf: number }

function Zoomable({ app, view, asOf }: ZoomableProps) {
  const { buckets, trouble } = useSeries(app, view, asOf)
  const [wanted, setZoom] = useState<Zoom>(null)
  const all = useMemo(() => buckets ?? [], [buckets])
  const zoom = isWhole(all, wanted) ? null : wanted
  const shown = useMemo(() => inZoom(all, zoom), [all, zoom])
  // Held apart, so that the plot need not be made anew whenever a bucket moves.
  const latest = useRef(shown)
  useEffect(() => {
    latest.current = shown
  }, [shown])
  const onDrag = useCallback(
    (one: number, other: number) => setZoom((before) => zoomBetween(latest.current, one, other, bucketMs[view.interval]) ?? before),
    [view],
  )
  return (
    <>
      <Picture view={view} shown={shown} isLoading={buckets === null} onDrag={onDrag} />
      {trouble && <p className="panel-trouble small">{words.chartTrouble(failureWords(trouble).title)}</p>}
      <ZoomTools view={view} all={all} shown={shown} zoom={zoom} onZoom={setZoom} />
      <Foot view={view} shown={shown} isZoomed={zoom !== null} />
    </>
  )
}

type PictureProps = {
  readonly view: SeriesView
  readonly shown: readonly Bucket[]
  readonly isLoading: boolean
  readonly onDrag: (one: number, other: number) => void
}

function Picture({ view, shown, isLoading, onDrag }: PictureProps) {
  const [pointed, setPointed] = useState<number | null>(null)
  const summary = isLoading ? words.loading : summaryOf(view, shown)
  const under = pointed === null ? undefined : shown[pointed]
  const title = words.chart(view.metric, view.interval, view.span)
  return (
    <>
      <p className="quiet small">{under ? pointOf(view, under) : summary}</p>
      <ErrorBoundary what={words.chartWhat}>
        <Suspense fallback={<div className="chart-space" />}>
          <Chart
            points={shown}
            bucketMs={bucketMs[view.interval]}
            label={words.chartLabel(title, summary)}
            onPoint={setPointed}
            onDrag={onDrag}
            tick={tickOf(view, shown)}
            utc={view.interval === 'day'}
          />
        </Suspense>
      </ErrorBoundary>
    </>
  )
}

type FootProps = { readonly view: SeriesView; readonly shown: readonly Bucket[]; readonly isZoomed: boolean }

function Foot({ view, shown, isZoomed }: FootProps) {
  const time = bucketTime(view.interval)
  const partial = shown.find((bucket) => bucket.partial)
  const [first, last] = [shown[0], shown.at(-1)]
  return (
    <div className="panel-foot">
      <output className="quiet small">{isZoomed && first && last ? words.zoomed(time(first.at), time(last.at)) : ''}</output>
      <p className="quiet small">{view.interval === 'day' ? words.utcDays : words.dragHint}</p>
      {partial && (
        <p className="chart-key quiet small">{words.notOver(time(partial.at), seriesWords[view.metric].amount(partial.value))}</p>
      )}
      {shown.length > 0 && <SeriesTable view={view} title={words.chart(view.metric, view.interval, view.span)} shown={shown} />}
    </div>
  )
}
