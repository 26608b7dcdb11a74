/** Which buckets say what types of events there were: fine ones for a short range, so that few are read for any. */
import type { EventTypesQuery } from '../../contract/event-types.ts'
import type { Result } from '../../contract/errors.ts'
import type { SeriesInterval } from '../../contract/metrics.ts'
import { intervalMs } from './series.ts'

const hourMs = intervalMs.hour
const defaultMs = 7 * intervalMs.day

/** `from` and `to` (epoch ms) are on the grid of `grain`. */
export type EventTypesRange = { readonly grain: SeriesInterval; readonly from: number; readonly to: number }

/** The buckets that hold `from` … `to`; by default the last 7 days. */
export const eventTypesRange = (query: EventTypesQuery, now: number): Result<EventTypesRange> => {
  const end = query.to === undefined ? now : Date.parse(query.to)
  const start = query.from === undefined ? end - defaultMs : Date.parse(query.from)
  if (start >= end) return upsideDown
  const grain = grainOf(end - start)
  const step = intervalMs[grain]
  return { ok: true, value: { grain, from: Math.floor(start / step) * step, to: Math.ceil(end / step) * step } }
}

const grainOf = (length: number): SeriesInterval => {
  if (length <= 3 * hourMs) return 'minute'
  return length <= defaultMs ? 'hour' : 'day'
}

const message = '`from` is not before `to`'
const upsideDown: Result<never> = {
  ok: false,
  error: { code: 'validation_failed', detail: message, errors: [{ path: 'from', code: 'too_small', message }] },
}
