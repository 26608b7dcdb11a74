/**
 * The line before the costly step: a few work at once, a few more wait, and who would wait too long is told so at once. Each waits by
 * its own timer and never for another's promise: the runtime would cancel that. Lives in an isolate and knows nobody.
 */
export const lineLimits = {
  /** Working at once: each takes 32 MiB of an isolate's 128. */
  working: 2,
  /** Working and waiting. */
  places: 8,
  lookMs: 20,
  /** Who did not look for this long is gone: its request was cancelled, and nothing of it runs any more. */
  leaseMs: 15_000,
} as const

type Place = { seenAt: number }

export type LineClock = { readonly now: () => number; readonly pause: (ms: number) => Promise<void> }

export class HashLine {
  readonly #clock: LineClock
  /** The first are working. */
  #places: Place[] = []

  constructor(clock: LineClock) {
    this.#clock = clock
  }

  /** Null when the line is full. */
  async take<T>(work: () => Promise<T>): Promise<T | null> {
    this.#drop((place) => this.#clock.now() - place.seenAt > lineLimits.leaseMs)
    if (this.#places.length >= lineLimits.places) return null
    const place = { seenAt: this.#clock.now() }
    this.#places.push(place)
    try {
      await this.#turn(place)
      return await work()
    } finally {
      this.#drop((other) => other === place)
    }
  }

  /** Waits at least once: the work may hold the whole isolate, and whoever came in meanwhile must find the line as it is. */
  async #turn(place: Place): Promise<void> {
    do {
      await this.#clock.pause(this.#isUp(place) ? 0 : lineLimits.lookMs)
      place.seenAt = this.#clock.now()
    } while (!this.#isUp(place))
  }

  /** Also for a place that was given up for lost: it is, after all, still here. */
  #isUp(place: Place): boolean {
    return this.#places.indexOf(place) < lineLimits.working
  }

  #drop(which: (place: Place) => boolean): void {
    this.#places = this.#places.filter((place) => !which(place))
  }
}
