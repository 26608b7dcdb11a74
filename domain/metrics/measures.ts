/** What a measure is made of, and its value from what was counted. Pure: where the counts come from is the store's. */
import { assertNever } from '../../contract/assert-never.ts'
import type { Measure, MeasureValue } from '../../contract/measures.ts'
import type { SeriesInterval } from '../../contract/metrics.ts'
import { intervalMs } from './series.ts'
import { spreadOf } from './spread.ts'

/** Epoch ms; `from` is on the grid of `grain`. */
export type MeasureWindow = { readonly grain: SeriesInterval; readonly from: number; readonly to: number }

/** Fine buckets for an hour, coarse ones for more: at most some sixty are read. */
export const measureWindow = ({ window_s }: Pick<Measure, 'window_s'>, now: number): MeasureWindow => {
  const grain = window_s <= 3_600 ? 'minute' : 'hour'
  const step = intervalMs[grain]
  return { grain, from: Math.floor((now - window_s * 1_000) / step) * step, to: now }
}

/** The types of events whose number it needs. */
export const typesOf = (measure: Measure): readonly string[] => {
  switch (measure.kind) {
    case 'rate':
      return [measure.type]
    case 'balance':
      return [measure.in, measure.out]
    case 'share':
      return [measure.of, measure.among]
    case 'distribution':
      return []
    default:
      return assertNever(measure)
  }
}

export type Counted = {
  /** How many events of a type the window holds. */
  readonly events: (type: string) => number
  /** The numbers of a distribution, and since when they are all there. */
  readonly numbers: { readonly values: readonly number[]; readonly from: number } | null
}

export const measureValueOf = (measure: Measure, window: MeasureWindow, { events, numbers }: Counted): MeasureValue => {
  const { name, kind } = measure
  const common = { name, kind, from: new Date(numbers?.from ?? window.from).toISOString(), spread: null }
  switch (measure.kind) {
    case 'rate': {
      const count = events(measure.type)
      return { ...common, unit: 'per_minute', events: count, value: count / ((window.to - window.from) / intervalMs.minute) }
    }
    case 'balance': {
      const came = events(measure.in)
      return { ...common, unit: 'count', events: came, value: Math.max(0, came - events(measure.out)) }
    }
    case 'share': {
      const all = events(measure.among)
      return { ...common, unit: 'ratio', events: all, value: all === 0 ? null : events(measure.of) / all }
    }
    case 'distribution': {
      const values = numbers?.values ?? []
      const spread = spreadOf(values)
      return { ...common, unit: measure.unit, events: values.length, value: spread?.p50 ?? null, spread }
    }
    default:
      return assertNever(measure)
  }
}

/** The number at a path of an event's `data`; null when there is none. */
export const numberAt = (data: unknown, path: string): number | null => {
  let found: unknown = data
  for (const step of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return null
    found = (found as Readonly<Record<string, unknown>>)[step]
  }
  return typeof found === 'number' && Number.isFinite(found) ? found : null
}
