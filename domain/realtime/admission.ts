/**
 * Admission in a storm: an object takes so many new connections in any second. Who is over gets a slot of its own, so that those who were sent away
 * come back one after the other and not together. Pure: the state is the moments of the last that came in, and the last slot.
 */
import type { Rate } from '../limits/gcra.ts'

export type AdmissionState = {
  /** When those came in who came within the last period (epoch ms), oldest first; never more than may. */
  readonly admitted: readonly number[]
  /** The last slot that was given out (epoch ms). */
  readonly lastSlot: number
}

export const nobodyAdmitted: AdmissionState = { admitted: [], lastSlot: 0 }

/** `retryAfterMs` null: come in. */
export type Admission = { readonly state: AdmissionState; readonly retryAfterMs: number | null }

/** `maxMs`: nobody is sent away for longer; then slots are shared. */
export const admit = ({ admitted, lastSlot }: AdmissionState, { limit, periodMs }: Rate, maxMs: number, now: number): Admission => {
  // What a clock that was set back says of the future says nothing.
  const recent = admitted.filter((at) => at > now - periodMs && at <= now)
  const [oldest] = recent
  if (oldest === undefined || recent.length < limit) return { state: { admitted: [...recent, now], lastSlot }, retryAfterMs: null }
  const slot = Math.max(lastSlot, oldest + periodMs) + periodMs / limit
  const bounded = Math.min(slot, now + maxMs)
  return { state: { admitted: recent, lastSlot: bounded }, retryAfterMs: Math.ceil(bounded - now) }
}

/** Slots for `count` connections that are all closed at once: the i-th comes back after `slots[i]` ms. */
export const restartSlots = (count: number, { limit, periodMs }: Rate, maxMs: number): readonly number[] => {
  const spacing = Math.min(periodMs / limit, maxMs / Math.max(1, count))
  return Array.from({ length: count }, (_, i) => Math.round((i + 1) * spacing))
}
