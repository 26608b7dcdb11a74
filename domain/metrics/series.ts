/** The points of a series: which buckets a query asks for, and zeros where nothing was stored. */
import type { Result } from '../../contract/errors.ts'
import type { SeriesInterval, SeriesQuery } from '../../contract/metrics.ts'

export const intervalMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const satisfies Record<SeriesInterval, number>

/** A chart has no use for more, and one answer stays small. */
export const seriesPoints = 1_500

/** How many buckets are answered when the query names no `from`. */
const defaultPoints = { minute: 60, hour: 48, day: 30 } as const satisfies Record<SeriesInterval, number>

/** Starts of buckets, epoch ms: `from` inclusive, `to` exclusive, both on the interval's grid. */
export type SeriesRange = { readonly from: number; readonly to: number }

/** The buckets that hold `from` … `to`; by default the latest ones, the current included. */
export const seriesRange = ({ metric, type, interval, from, to }: SeriesQuery, now: number): Result<SeriesRange> => {
  if (type !== undefined && metric !== 'events') return refuse('type', 'unrecognized', '`type` only goes with metric=events')
  const step = intervalMs[interval]
  const end = to === undefined ? Math.floor(now / step) * step + step : Math.ceil(Date.parse(to) / step) * step
  const start = from === undefined ? end - defaultPoints[interval] * step : Math.floor(Date.parse(from) / step) * step
  if (start >= end) return refuse('from', 'too_small', '`from` is not before `to`')
  if ((end - start) / step > seriesPoints) return refuse('from', 'too_big', `the range has more than ${seriesPoints} points`)
  return { ok: true, value: { from: start, to: end } }
}

const refuse = (path: string, code: string, message: string): Result<never> => ({
  ok: false,
  error: { code: 'validation_failed', detail: message, errors: [{ path, code, message }] },
})

/** One point per bucket of the range. */
export const fillSeries = (
  { from, to }: SeriesRange,
  interval: SeriesInterval,
  stored: ReadonlyMap<number, number>,
): { at: string; value: number }[] => {
  const step = intervalMs[interval]
  return Array.from({ length: (to - from) / step }, (_, i) => {
    const start = from + i * step
    return { at: new Date(start).toISOString(), value: stored.get(start) ?? 0 }
  })
}
