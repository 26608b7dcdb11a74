/**
 * Frames that wait to go out together. In a large room nearly everyone waits for the same: their text is put together once and not once for each.
 * Pure; `S` is whatever stands for a socket.
 */
export class GatheredFrames<S> {
  /** What everyone waits for who waits for nothing else. */
  #common: string[] = []
  /** All that those wait for who wait for something else, in its order. */
  readonly #own = new Map<S, string[]>()

  get isEmpty(): boolean {
    return this.#common.length === 0 && this.#own.size === 0
  }

  toAll(text: string): void {
    this.#common.push(text)
    for (const texts of this.#own.values()) texts.push(text)
  }

  to(socket: S, texts: readonly string[]): void {
    const own = this.#own.get(socket)
    if (own === undefined) this.#own.set(socket, [...this.#common, ...texts])
    else for (const text of texts) own.push(text)
  }

  /** A socket that comes now: what waits already is not for it. */
  join(socket: S): void {
    if (this.#common.length > 0) this.#own.set(socket, [])
  }

  forget(socket: S): void {
    this.#own.delete(socket)
  }

  /** What this one waits for, as one text; null when it is nothing. */
  of(socket: S): string | null {
    return together(this.#own.get(socket) ?? this.#common)
  }

  /** What each of these waits for, and waits for no more. */
  *take(sockets: Iterable<S>): Generator<readonly [S, string]> {
    const common = together(this.#common)
    const own = new Map(this.#own)
    this.#common = []
    this.#own.clear()
    for (const socket of sockets) {
      const texts = own.get(socket)
      const text = texts === undefined ? common : together(texts)
      if (text !== null) yield [socket, text]
    }
  }
}

/** One frame as it is, more than one as an array. */
const together = (texts: readonly string[]): string | null => {
  const [only] = texts
  if (only === undefined) return null
  return texts.length === 1 ? only : `[${texts.join(',')}]`
}
