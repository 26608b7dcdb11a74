/** Choices from a seeded generator: the same seed makes the same history. */
import { lcg } from '../support/telemetry-random.ts'

export type Random = {
  /** In [0, 1). */
  readonly next: () => number
  readonly chance: (probability: number) => boolean
  /** Both ends included. */
  readonly int: (from: number, to: number) => number
  readonly between: (from: number, to: number) => number
  readonly pick: <T>(choices: readonly [T, ...(readonly T[])]) => T
}

export const seeded = (seed: number): Random => {
  const raw = lcg(Math.imul(seed, 2_654_435_761) ^ 0x9e3779b9)
  raw()
  const int = (from: number, to: number): number => from + Math.floor(raw() * (to - from + 1))
  return {
    next: raw,
    chance: (probability) => raw() < probability,
    int,
    between: (from, to) => from + raw() * (to - from),
    pick: (choices) => choices[int(0, choices.length - 1)] ?? choices[0],
  }
}
