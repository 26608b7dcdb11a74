/** What the chart shows as a file: one line to a bucket, times in UTC, and whether the bucket was over. */
import type { Bucket, SeriesView } from './series-view.ts'

export function csvOf({ metric }: SeriesView, shown: readonly Bucket[]): string {
  const lines = shown.map(({ at, value, partial }) => `${new Date(at).toISOString()},${value},${partial ? 'no' : 'yes'}`)
  return [`at,${metric},over`, ...lines, ''].join('\r\n')
}

export const csvName = ({ metric, interval }: SeriesView, shown: readonly Bucket[]): string =>
  `${metric}-by-${interval}-${new Date(shown[0]?.at ?? 0).toISOString().slice(0, 16).replaceAll(':', '-')}.csv`

/** Hands a file to the browser's downloads. */
export function saveCsv(view: SeriesView, shown: readonly Bucket[]): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([csvOf(view, shown)], { type: 'text/csv' }))
  link.download = csvName(view, shown)
  link.click()
  // The browser has taken it by the next task; kept any longer it would hold the memory of the file.
  setTimeout(() => URL.revokeObjectURL(link.href), 0)
}
