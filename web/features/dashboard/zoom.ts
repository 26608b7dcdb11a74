/** A part of the chart that is looked at more closely: which buckets are in it, and how it moves. Plain functions. */
import type { Bucket } from './series-view.ts'

/** Epoch ms, `to` exclusive. Null: everything. */
export type Zoom = { readonly from: number; readonly to: number } | null

/** Fewer columns say nothing. */
const fewest = 3

export const inZoom = (buckets: readonly Bucket[], zoom: Zoom): readonly Bucket[] =>
  zoom === null ? buckets : buckets.filter(({ at }) => at >= zoom.from && at < zoom.to)

/** From the bucket at one index to that at another, in any order; null where that is everything. */
export function zoomBetween(all: readonly Bucket[], one: number, other: number, stepMs: number): Zoom {
  const wanted = Math.min(all.length, Math.max(fewest, Math.abs(one - other) + 1))
  const first = Math.max(0, Math.min(Math.min(one, other), all.length - wanted))
  const [from, to] = [all[first], all[first + wanted - 1]]
  if (from === undefined || to === undefined || wanted === all.length) return null
  return { from: from.at, to: to.at + stepMs }
}

/** Where the zoom stands among all buckets: the first index and the last. */
function placeOf(all: readonly Bucket[], zoom: Zoom): readonly [number, number] {
  const shown = inZoom(all, zoom)
  const first = shown[0] === undefined ? 0 : all.indexOf(shown[0])
  return [first, first + Math.max(0, shown.length - 1)]
}

/** Half as much, around the middle; twice as much with 2. */
export function zoomBy(all: readonly Bucket[], zoom: Zoom, factor: number, stepMs: number): Zoom {
  const [first, last] = placeOf(all, zoom)
  const length = Math.max(fewest, Math.round((last - first + 1) * factor))
  if (length >= all.length) return null
  const start = Math.min(Math.max(0, Math.round((first + last + 1 - length) / 2)), all.length - length)
  return zoomBetween(all, start, start + length - 1, stepMs)
}

/** Half of itself to the left (-1) or right (1), as far as there is something. */
export function moved(all: readonly Bucket[], zoom: Zoom, way: -1 | 1, stepMs: number): Zoom {
  const [first, last] = placeOf(all, zoom)
  const by = Math.max(1, Math.round((last - first + 1) / 2))
  const start = Math.min(Math.max(0, first + way * by), all.length - (last - first + 1))
  return zoom === null ? null : zoomBetween(all, start, start + last - first, stepMs)
}

export const isWhole = (all: readonly Bucket[], zoom: Zoom): boolean => zoom === null || inZoom(all, zoom).length >= all.length
export const isClosest = (shown: readonly Bucket[]): boolean => shown.length <= fewest
