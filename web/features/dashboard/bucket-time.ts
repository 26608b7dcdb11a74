/** How the moments of a chart are written, by how long its buckets are. */
import type { SeriesInterval } from '../../../contract/metrics.ts'
import { clockTime, hourOf, shortDayOf, utcDayOf } from '../../ui/format.ts'
import type { Bucket, SeriesView } from './series-view.ts'

/** Days are the platform's: they begin at midnight UTC. */
const times = {
  minute: clockTime,
  hour: hourOf,
  day: utcDayOf,
} as const satisfies Record<SeriesInterval, (at: number) => string>

export const bucketTime = (interval: SeriesInterval): ((at: number) => string) => times[interval]

const dayMs = 86_400_000

/** Beside the axis: the time of day, unless what is shown is longer than a day or two. */
export function tickOf({ interval }: SeriesView, shown: readonly Bucket[]): (at: number) => string {
  if (interval === 'day') return utcDayOf
  const [first, last] = [shown[0], shown.at(-1)]
  return first && last && last.at - first.at > 2 * dayMs ? shortDayOf : clockTime
}
