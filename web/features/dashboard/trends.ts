/** How the numbers of the last day stand against the day before, as far as whole hours of the series can tell. Plain functions. */
import type { SeriesPoint } from './answers.ts'
import type { SeriesMetric } from './series-view.ts'

/** `before` is null when the app was not there for all of that day. */
export type Change = { readonly now: number; readonly before: number | null }
export type Trends = Readonly<Partial<Record<SeriesMetric, Change>>>

const hourMs = 3_600_000
const dayHours = 24

/** The 48 hours that are over, as the server's clock has them. */
export function trendWindow(now: number): { readonly from: number; readonly to: number } {
  const to = Math.floor(now / hourMs) * hourMs
  return { from: to - 2 * dayHours * hourMs, to }
}

const sum = (points: readonly SeriesPoint[]): number => points.reduce((all, { value }) => all + value, 0)

export function changeIn(points: readonly SeriesPoint[], from: number, appMadeAt: number): Change {
  const day = points.slice(-dayHours)
  return { now: sum(day), before: appMadeAt > from ? null : sum(points.slice(0, -dayHours)) }
}
