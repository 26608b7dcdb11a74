/** What the chart shows as a file: one line to a bucket, times in UTC, and whether the bucket was over. */
import { saveFile } from '../../ui/save-file.ts'
import type { Bucket, SeriesView } from './series-view.ts'

export function csvOf({ metric }: SeriesView, shown: readonly Bucket[]): string {
  const lines = shown.map(({ at, value, partial }) => `${new Date(at).toISOString()},${value},${partial ? 'no' : 'yes'}`)
  return [`at,${metric},over`, ...lines, ''].join('\r\n')
}

const csvName = ({ metric, interval }: SeriesView, shown: readonly Bucket[]): string =>
  `${metric}-by-${interval}-${new Date(shown[0]?.at ?? 0).toISOString().slice(0, 16).replaceAll(':', '-')}.csv`

export const saveCsv = (view: SeriesView, shown: readonly Bucket[]): void =>
  saveFile(new Blob([csvOf(view, shown)], { type: 'text/csv' }), csvName(view, shown))
