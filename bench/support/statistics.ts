/** The few numbers a bench needs. Pure. */

/** Nearest rank; `q` from 0 to 1. */
export const quantile = (values: readonly number[], q: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

/** 0.7345 → `0.73`. */
export const ratio = (n: number): string => n.toFixed(2)
