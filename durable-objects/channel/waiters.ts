/** Requests of one object that wait until the channel has moved (blocking reload, RFC 8216bis §6.2.5.2). Each waits on a timer of its own too. */

/** More are answered at once: the doors let one ask for many. */
const most = 1_000

export class Waiters {
  readonly #waiting = new Set<() => void>()

  /** The channel moved: everybody looks again. */
  wake(): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const go of waiting) go()
  }

  /** Until it moved, at most `ms`. False at once when too many wait. */
  async moved(ms: number): Promise<boolean> {
    if (this.#waiting.size >= most) return false
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.add(resolve)
    const timer = setTimeout(resolve, ms)
    await promise
    clearTimeout(timer)
    this.#waiting.delete(resolve)
    return true
  }
}
