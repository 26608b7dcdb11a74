/** The numbers of the chart as a table, latest first. Its rows are made when it is opened. */
import { useState } from 'react'
import { fullCount } from '../../ui/format.ts'
import { bucketTime } from './bucket-time.ts'
import type { Bucket, SeriesView } from './series-view.ts'
import { intervalWords, seriesWords, words } from './words.ts'

type SeriesTableProps = { readonly view: SeriesView; readonly title: string; readonly shown: readonly Bucket[] }

export function SeriesTable({ view, title, shown }: SeriesTableProps) {
  const [open, setOpen] = useState(false)
  return (
    <details className="minutes" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.asTable}</summary>
      {open && (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
        <section className="minutes-scroll" tabIndex={0} aria-label={words.tableLabel(title)}>
          <table>
            <thead>
              <tr>
                <th scope="col">{intervalWords[view.interval].name}</th>
                <th scope="col">{seriesWords[view.metric].title}</th>
              </tr>
            </thead>
            <tbody>
              {shown.toReversed().map((bucket) => (
                <SeriesRow key={bucket.at} view={view} bucket={bucket} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </details>
  )
}

function SeriesRow({ view, bucket }: { readonly view: SeriesView; readonly bucket: Bucket }) {
  return (
    <tr>
      <th scope="row">{bucketTime(view.interval)(bucket.at)}</th>
      <td>
        {fullCount(bucket.value)}
        {bucket.partial && <span className="quiet">{words.soFar}</span>}
      </td>
    </tr>
  )
}
