/**
 * Values of the kernel that an isolate may hold for a few seconds: what is older is read again, and while the kernel is down the last
 * known value serves. Requests share values, never the promise of one (decision 0005). Keyed and bounded.
 */
import { BoundedMap } from '../credentials/bounded-map.ts'
import { ReadTurns } from './read-turns.ts'

export const freshMapLimits = {
  /** The bound on how long a withdrawn authority may live in an isolate; under the 5 s of the contract. */
  freshMs: 4_000,
  /** Nothing can be withdrawn while the kernel is down, so nothing is missed. */
  staleMs: 600_000,
} as const

type Entry<V> = { readonly value: V; readonly readAt: number }

export class FreshMap<K, V> {
  readonly #entries: BoundedMap<K, Entry<V>>
  readonly #turns = new ReadTurns<K>()
  /** How often something was forgotten. */
  #changes = 0

  constructor(limit: number) {
    this.#entries = new BoundedMap(limit)
  }

  /** Throws what `read` threw when nothing recent enough is held. The value counts as old as the moment its read began. */
  async get(key: K, read: () => Promise<V>, now: () => number): Promise<V> {
    const fresh = (): Entry<V> | undefined => {
      const held = this.#entries.get(key)
      return held !== undefined && isWithin(now() - held.readAt, freshMapLimits.freshMs) ? held : undefined
    }
    return (await this.#turns.get(key, fresh, () => this.#read(key, read, now()))).value
  }

  async #read(key: K, read: () => Promise<V>, readAt: number): Promise<Entry<V>> {
    const held = this.#entries.get(key)
    const changes = this.#changes
    try {
      const entry = { value: await read(), readAt }
      // What was changed meanwhile may not be in it.
      if (changes === this.#changes) this.#entries.set(key, entry)
      return entry
    } catch (cause) {
      if (held !== undefined && isWithin(readAt - held.readAt, freshMapLimits.staleMs)) return held
      throw cause
    }
  }

  /** What this isolate itself just changed is read anew at once. */
  forget(key: K): void {
    this.#entries.delete(key)
    this.#changes += 1
    this.#turns.end(key)
  }
}

/** A clock that was set back makes an age below zero: that says nothing, so the value counts as old. */
const isWithin = (ageMs: number, limitMs: number): boolean => ageMs >= 0 && ageMs < limitMs
