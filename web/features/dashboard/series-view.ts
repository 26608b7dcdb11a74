/** Which series the chart shows, as the page's address has it, and the buckets that makes. Plain functions. */
import type { SeriesInterval } from '../../../contract/metrics.ts'
import type { SeriesPoint } from './answers.ts'

export const seriesMetrics = ['events', 'interactions', 'sessions', 'new_users'] as const
export type SeriesMetric = (typeof seriesMetrics)[number]
export const spans = ['1h', '24h', '7d', '30d'] as const
export type Span = (typeof spans)[number]
export type SeriesView = { readonly metric: SeriesMetric; readonly span: Span; readonly interval: SeriesInterval }

/** `at` is epoch ms, the start of the bucket; `partial` when it is not over. */
export type Bucket = { readonly at: number; readonly value: number; readonly partial: boolean }

const hourMs = 3_600_000
const dayMs = 24 * hourMs
export const bucketMs = { minute: 60_000, hour: hourMs, day: dayMs } as const satisfies Record<SeriesInterval, number>
const spanMs = { '1h': hourMs, '24h': dayMs, '7d': 7 * dayMs, '30d': 30 * dayMs } as const satisfies Record<Span, number>

/** Best first. */
export const intervalsOf = {
  '1h': ['minute'],
  '24h': ['hour', 'minute'],
  '7d': ['hour', 'day'],
  '30d': ['day', 'hour'],
} as const satisfies Record<Span, readonly SeriesInterval[]>

/** What the address does not say, or says wrongly, is the first of its kind. */
export function viewIn(query: string): SeriesView {
  const asked = new URLSearchParams(query)
  const span = spans.find((each) => each === asked.get('span')) ?? spans[0]
  const intervals: readonly SeriesInterval[] = intervalsOf[span]
  const interval = intervals.find((each) => each === asked.get('by')) ?? intervalsOf[span][0]
  return { metric: seriesMetrics.find((each) => each === asked.get('show')) ?? seriesMetrics[0], span, interval }
}

export function queryFor({ metric, span, interval }: SeriesView): string {
  const query = new URLSearchParams({
    ...(metric !== seriesMetrics[0] && { show: metric }),
    ...(span !== spans[0] && { span }),
    ...(interval !== intervalsOf[span][0] && { by: interval }),
  }).toString()
  return query === '' ? '' : `?${query}`
}

/** Up to the bucket that holds `now` (the server's clock), it included. */
export function windowOf({ span, interval }: SeriesView, now: number): { readonly from: number; readonly to: number } {
  const step = bucketMs[interval]
  const to = Math.floor(now / step) * step + step
  return { from: to - spanMs[span], to }
}

export function bucketsOf(points: readonly SeriesPoint[], interval: SeriesInterval, now: number): readonly Bucket[] {
  return points
    .map(({ at, value }) => ({ at: Date.parse(at), value, partial: Date.parse(at) + bucketMs[interval] > now }))
    .filter(({ at }) => at <= now)
}
