/** How numbers are spread: exact percentiles by the nearest rank. Pure. */
import type { Spread } from '../../contract/measures.ts'

/** Null of no numbers. */
export const spreadOf = (numbers: readonly number[]): Spread | null => {
  const sorted = numbers.toSorted((a, b) => a - b)
  const [min, max] = [sorted.at(0), sorted.at(-1)]
  if (min === undefined || max === undefined) return null
  const rank = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? max
  const mean = sorted.reduce((sum, each) => sum + each, 0) / sorted.length
  return { min, max, mean, p50: rank(0.5), p95: rank(0.95), p99: rank(0.99) }
}
