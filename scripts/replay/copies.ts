/**
 * Copies of events that come back later and out of order, as a sender's retries do: a bounded window of copies,
 * from which a random one falls out for each that comes in.
 */

/** Mulberry32: small, seeded, good enough to shuffle. Answers numbers in [0, 1). */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000
  }
}

export class CopyWindow<T> {
  readonly #held: T[] = []
  readonly #extra: number
  readonly #size: number
  readonly #random: () => number

  /** `times`: how often each item is sent in all, the original included. `size`: how many copies wait at most. */
  constructor(times: number, size: number, random: () => number) {
    this.#extra = times - 1
    this.#size = size
    this.#random = random
  }

  /** Takes the copies of one item in, answers those (of any item) whose turn has come. */
  push(item: T): T[] {
    for (let copy = 0; copy < this.#extra; copy++) this.#held.push(item)
    return this.#release(this.#size)
  }

  /** All that still wait. */
  drain(): T[] {
    return this.#release(0)
  }

  #release(keep: number): T[] {
    const out: T[] = []
    while (this.#held.length > keep) out.push(...this.#held.splice(Math.floor(this.#random() * this.#held.length), 1))
    return out
  }
}
