/**
 * At least the last `max` ids this object took, at most twice as many. Only a courtesy: it lets a repeat be answered
 * `duplicate`. That an event is counted once does not hang on it.
 * Two generations, because taking the oldest out of one big Set costs more the more was taken out before.
 */
export class RecentIds {
  readonly #max: number
  #young = new Set<string>()
  #old = new Set<string>()

  constructor(max: number) {
    this.#max = max
  }

  has(id: string): boolean {
    return this.#young.has(id) || this.#old.has(id)
  }

  /** False when it was known already. */
  add(id: string): boolean {
    if (this.has(id)) return false
    if (this.#young.size >= this.#max) {
      this.#old = this.#young
      this.#young = new Set()
    }
    this.#young.add(id)
    return true
  }
}
