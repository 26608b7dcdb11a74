/**
 * Of many requests that find the same value too old at once, one reads it and the others look again a moment later: a crowd that comes at once costs the
 * kernel one question. They share the time at which somebody went to read and never the promise of it (decision 0005), and nobody waits for
 * long: a reader may be gone, or the kernel slow.
 */

export const readTurnLimits = {
  /** So long a request waits for another's reading; then it reads for itself. */
  patienceMs: 1_000,
  lookMs: 5,
} as const

const pause = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms))

export class ReadTurns<K> {
  readonly #reading = new Map<K, object>()

  /** `held` answers undefined while what is held is too old; `read` brings it up to date. Throws what `read` throws. */
  async get<V>(key: K, held: () => V | undefined, read: () => Promise<V>, now: () => number): Promise<V> {
    const until = now() + readTurnLimits.patienceMs
    for (;;) {
      const value = held()
      if (value !== undefined) return value
      if (!this.#reading.has(key)) return this.#take(key, read)
      const left = until - now()
      if (left <= 0 || left > readTurnLimits.patienceMs) return read()
      await pause(readTurnLimits.lookMs)
    }
  }

  /** What is being read now was begun too early to count: whoever comes next reads. */
  end(key: K): void {
    this.#reading.delete(key)
  }

  async #take<V>(key: K, read: () => Promise<V>): Promise<V> {
    const turn = {}
    this.#reading.set(key, turn)
    try {
      return await read()
    } finally {
      if (this.#reading.get(key) === turn) this.#reading.delete(key)
    }
  }
}
