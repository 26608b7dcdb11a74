/** How often the first page asks and says. A status costs little and is asked by everyone, so the picture itself tells when it changes. */
import type { ChannelState } from '../../../contract/channel.ts'

/** As `viewerBeatMs` of the contract. */
export const viewerBeatEveryMs = 30_000

const whileOnAirMs = 24_000
const whileElseMs = 9_000
const firstFailureMs = 2_000
const longestMs = 30_000

/** A quarter more or less, so that those who came together do not ask together. `roll` is chance, 0 to 1. */
export const jittered = (ms: number, roll: number): number => Math.round(ms * (0.75 + roll / 2))

/** Until the next question, in ms. `failures` in a row; what is not on air is looked at more often. */
export function pollAfter(state: ChannelState | null, failures: number, roll: number): number {
  if (failures > 0) return jittered(Math.min(longestMs, firstFailureMs * 2 ** (failures - 1)), roll)
  return jittered(state === 'on_air' ? whileOnAirMs : whileElseMs, roll)
}
