/**
 * Of many requests that find the same value too old at once, one reads it and the others look again a moment later: a crowd that comes at once costs the
 * kernel one question. They share the time at which somebody went to read and never the promise of it (decision 0005), and nobody waits for
 * long: a reader may be gone, or the kernel slow.
 */

export const readTurnLimits = {
  /** So often a request looks whether another's reading is done, which is a second in all; then it takes the turn itself. */
  looks: 200,
  lookMs: 5,
} as const

const pause = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms))

export class ReadTurns<K> {
  readonly #reading = new Map<K, object>()

  /**
   * `held` answers undefined while what is held is too old; `read` brings it up to date. Throws what `read` throws. Counted in looks and not by a
   * clock, so that it ends whatever the clock does.
   */
  async get<V>(key: K, held: () => V | undefined, read: () => Promise<V>): Promise<V> {
    let waitsFor: object | undefined
    for (let looks = 0; ; looks++) {
      const value = held()
      if (value !== undefined) return value
      const turn = this.#reading.get(key)
      if (turn === undefined || (turn === waitsFor && looks >= readTurnLimits.looks)) return this.#take(key, read)
      // One takes the turn of a reader that is gone; the others wait for that one.
      if (turn !== waitsFor) looks = 0
      waitsFor = turn
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
