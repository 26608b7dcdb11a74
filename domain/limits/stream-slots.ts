/**
 * How many streams a caller has open in one isolate. A stream says again and again that it is there: the runtime may end a request without a word, so
 * one that is silent counts no more. Bounded, keyed by caller.
 */
import { BoundedMap } from '../credentials/bounded-map.ts'

export const streamSlotLimits = {
  perHolder: 20,
  /** Longer than any stream is silent. */
  leaseMs: 5_000,
  holders: 10_000,
} as const

export class StreamSlot {
  #seenAt: number

  constructor(now: number) {
    this.#seenAt = now
  }

  renew(now: number): void {
    this.#seenAt = now
  }

  release(): void {
    this.#seenAt = Number.NEGATIVE_INFINITY
  }

  isHeld(now: number): boolean {
    return now - this.#seenAt < streamSlotLimits.leaseMs
  }
}

export class StreamSlots {
  readonly #held = new BoundedMap<string, readonly StreamSlot[]>(streamSlotLimits.holders)

  /** Null when the holder has as many as there may be. `now` is epoch ms. */
  take(holder: string, now: number): StreamSlot | null {
    const held = (this.#held.get(holder) ?? []).filter((slot) => slot.isHeld(now))
    if (held.length >= streamSlotLimits.perHolder) return null
    const slot = new StreamSlot(now)
    this.#held.set(holder, [...held, slot])
    return slot
  }
}
