/** One request in the making: NDJSON lines, no id twice (copies belong in other requests), within the platform's limits. */
import { eventLimits } from '../../contract/events.ts'

export type Line = { readonly id: string; readonly actorId: string; readonly text: string }

/** Some room below the limit: 1 MiB is counted by the platform in bytes received. */
const maxBytes = eventLimits.requestBytes - 65_536

export class Batch {
  readonly #maxEvents: number
  readonly #lines = new Map<string, string>()
  #bytes = 0

  constructor(maxEvents: number) {
    this.#maxEvents = maxEvents
  }

  get ids(): string[] {
    return [...this.#lines.keys()]
  }

  get size(): number {
    return this.#lines.size
  }

  has(id: string): boolean {
    return this.#lines.has(id)
  }

  get full(): boolean {
    return this.size >= this.#maxEvents
  }

  /** False when it has to go into another request. An event that is too large on its own is taken, so that the platform can judge it. */
  add(line: Line): boolean {
    const bytes = Buffer.byteLength(line.text) + 1
    if (this.full || this.#lines.has(line.id) || (this.size > 0 && this.#bytes + bytes > maxBytes)) return false
    this.#lines.set(line.id, line.text)
    this.#bytes += bytes
    return true
  }

  body(): string {
    return `${[...this.#lines.values()].join('\n')}\n`
  }
}
