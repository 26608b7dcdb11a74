/**
 * Admission in a storm: an object takes so many new connections a second. Who is over gets a slot of its own, so that those who were sent away
 * come back one after the other and not together. Pure: the state is two numbers.
 */
import type { GcraState, Rate } from '../limits/gcra.ts'
import { take, unused } from '../limits/gcra.ts'

export type AdmissionState = {
  readonly used: GcraState
  /** The last slot that was given out (epoch ms). */
  readonly lastSlot: number
}

export const nobodyAdmitted: AdmissionState = { used: unused, lastSlot: 0 }

/** `retryAfterMs` null: come in. */
export type Admission = { readonly state: AdmissionState; readonly retryAfterMs: number | null }

/** `maxMs`: nobody is sent away for longer; then slots are shared. */
export const admit = ({ used, lastSlot }: AdmissionState, rate: Rate, maxMs: number, now: number): Admission => {
  const taken = take(used, { ...rate, cost: 1 }, now)
  if (taken.ok) return { state: { used: taken.state, lastSlot }, retryAfterMs: null }
  const slot = Math.max(lastSlot, now + taken.retryAfterMs) + rate.periodMs / rate.limit
  const bounded = Math.min(slot, now + maxMs)
  return { state: { used: taken.state, lastSlot: bounded }, retryAfterMs: Math.ceil(bounded - now) }
}

/** Slots for `count` connections that are all closed at once: the i-th comes back after `slots[i]` ms. */
export const restartSlots = (count: number, { limit, periodMs }: Rate, maxMs: number): readonly number[] => {
  const spacing = Math.min(periodMs / limit, maxMs / Math.max(1, count))
  return Array.from({ length: count }, (_, i) => Math.round((i + 1) * spacing))
}
