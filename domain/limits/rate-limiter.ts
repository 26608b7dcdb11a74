/**
 * Limits of one isolate, by key. Bounded: when it is full it forgets who came least lately, and who is forgotten begins anew.
 * So it is approximate twice, by isolate and by memory (decision 0006); what must be exact is counted in an object.
 */
import { BoundedMap } from '../credentials/bounded-map.ts'
import type { GcraState, Rate, Taken } from './gcra.ts'
import { take, unused } from './gcra.ts'

export class RateLimiter {
  readonly #states: BoundedMap<string, GcraState>

  constructor(keys: number) {
    this.#states = new BoundedMap(keys)
  }

  /** Takes one unit of the key's. */
  take(key: string, { limit, periodMs }: Rate, now: number): Taken {
    const taken = take(this.#states.get(key) ?? unused, { limit, periodMs, cost: 1 }, now)
    this.#states.set(key, taken.state)
    return taken
  }
}
