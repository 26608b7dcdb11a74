/**
 * When each event of a file is due, and so its `occurred_at`: the gaps of the file, divided by the speed, starting now.
 * Gaps over a minute of file time are cut to a minute: real histories are mostly quiet.
 */

/** File time; longer gaps are cut to this. */
export const longestGapMs = 60_000

export type Speed = number | 'max'

export class Pace {
  readonly #speed: Speed
  /** File time of the event before. */
  #previous: number | null = null
  #due: number

  constructor(speed: Speed, startedAt: number) {
    this.#speed = speed
    this.#due = startedAt
  }

  /** Epoch ms at which to send, and to say it occurred. At `max` that is always now. */
  due(occurredAt: number | null, now: number): number {
    if (this.#speed === 'max') return now
    const gap = occurredAt === null || this.#previous === null ? 0 : occurredAt - this.#previous
    this.skip(occurredAt)
    this.#due += Math.min(Math.max(gap, 0), longestGapMs) / this.#speed
    return Math.round(this.#due)
  }

  /** Passes an event that is not sent: it takes no time. */
  skip(occurredAt: number | null): void {
    if (occurredAt !== null) this.#previous = occurredAt
  }
}
