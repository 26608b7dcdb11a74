/** What the chart shows: of what, how long, how fine, how close. Everything the pointer can do is here for the keyboard. */
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/field.tsx'
import type { Bucket, SeriesView } from './series-view.ts'
import { bucketMs, intervalsOf, seriesMetrics, spans } from './series-view.ts'
import { saveCsv } from './series-csv.ts'
import { intervalWords, seriesWords, spanChoices, words } from './words.ts'
import type { Zoom } from './zoom.ts'
import { isClosest, moved, zoomBy } from './zoom.ts'

type ViewChoiceProps = { readonly view: SeriesView; readonly onView: (view: SeriesView) => void }

const found = <T extends string>(list: readonly T[], value: string): T | undefined => list.find((each) => each === value)

export function ViewChoice({ view, onView }: ViewChoiceProps) {
  return (
    <div className="series-choice">
      <Select
        label={words.what}
        value={view.metric}
        choices={seriesMetrics.map((value) => ({ value, label: seriesWords[value].title }))}
        onChange={({ target }) => onView({ ...view, metric: found(seriesMetrics, target.value) ?? view.metric })}
      />
      <Select
        label={words.span}
        value={view.span}
        choices={spans.map((value) => ({ value, label: spanChoices[value] }))}
        onChange={({ target }) => {
          const span = found(spans, target.value) ?? view.span
          onView({ ...view, span, interval: intervalsOf[span][0] })
        }}
      />
      <Select
        label={words.interval}
        value={view.interval}
        choices={intervalsOf[view.span].map((value) => ({ value, label: intervalWords[value].name }))}
        onChange={({ target }) => onView({ ...view, interval: found(intervalsOf[view.span], target.value) ?? view.interval })}
      />
    </div>
  )
}

type ZoomToolsProps = {
  readonly view: SeriesView
  readonly all: readonly Bucket[]
  readonly shown: readonly Bucket[]
  readonly zoom: Zoom
  readonly onZoom: (zoom: Zoom) => void
}

export function ZoomTools({ view, all, shown, zoom, onZoom }: ZoomToolsProps) {
  const step = bucketMs[view.interval]
  return (
    <fieldset className="series-tools buttons">
      <legend className="unseen">{words.zoomTools}</legend>
      <Button aria-disabled={isClosest(shown)} onClick={() => !isClosest(shown) && onZoom(zoomBy(all, zoom, 0.5, step))}>
        {words.zoomIn}
      </Button>
      {zoom !== null && (
        <>
          <Button onClick={() => onZoom(zoomBy(all, zoom, 2, step))}>{words.zoomOut}</Button>
          <Button onClick={() => onZoom(moved(all, zoom, -1, step))}>{words.earlier}</Button>
          <Button onClick={() => onZoom(moved(all, zoom, 1, step))}>{words.later}</Button>
          <Button onClick={() => onZoom(null)}>{words.wholeSpan}</Button>
        </>
      )}
      <Button aria-label={words.csvLabel} aria-disabled={shown.length === 0} onClick={() => shown.length > 0 && saveCsv(view, shown)}>
        {words.csv}
      </Button>
    </fieldset>
  )
}
