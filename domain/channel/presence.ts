/**
 * Who watches, by leases that viewers renew; in memory alone, by ids that pages make and forget. When there are more than the channel wants to hear
 * of, it hears of a part of them, chosen by their ids, and the count is that of the part divided by it. Times are epoch ms.
 */
import type { ViewerBeat } from '../../contract/channel.ts'
import { viewerBeatMs, viewerLeaseMs } from '../../contract/channel.ts'
import { shareOf } from '../../contract/viewer-share.ts'

export const presenceLimits = {
  /** Leases that are held before the part is halved: ten beats a second. */
  most: (10 * viewerBeatMs) / 1_000,
  /** Below this the part is doubled: far enough under half of the most that it does not swing. */
  fewest: (3 * viewerBeatMs) / 1_000,
  smallestSample: 2 ** -20,
  /** Beyond this leases are not even kept: somebody makes ids up. */
  leases: 5_000,
  /** After the part was doubled, those who are new in it have been heard by then. */
  settleMs: viewerBeatMs + 10_000,
} as const

type Lease = { readonly share: number; readonly until: number }

export type Audience = { readonly viewers: number | null; readonly sample: number }

export class Presence {
  readonly #leases = new Map<string, Lease>()
  /** Before this nobody can have been heard: the count is not known. */
  readonly #knownFrom: number
  #sample: number
  /** While a doubled part fills: what the count goes by. */
  #settling: { readonly sample: number; readonly until: number } | null = null

  /** `sample`: as it was before the instance. */
  constructor(sample: number, now: number) {
    this.#sample = sample
    this.#knownFrom = now + viewerBeatMs
  }

  get sample(): number {
    return this.#sample
  }

  beat({ viewer, leaving }: ViewerBeat, now: number): void {
    const share = shareOf(viewer)
    this.#leases.delete(viewer)
    if (leaving || share >= this.#sample || this.#leases.size >= presenceLimits.leases) return
    this.#leases.set(viewer, { share, until: now + viewerLeaseMs })
    if (this.#leases.size > presenceLimits.most) this.#expire(now)
    while (this.#leases.size > presenceLimits.most && this.#sample > presenceLimits.smallestSample) this.#halve()
  }

  audience(now: number): Audience {
    this.#expire(now)
    if (this.#settling !== null && now >= this.#settling.until) this.#settling = null
    if (this.#sample < 1 && this.#settling === null && now >= this.#knownFrom && this.#leases.size < presenceLimits.fewest)
      this.#double(now)
    return { viewers: this.#count(now), sample: this.#sample }
  }

  #count(now: number): number | null {
    if (now < this.#knownFrom && this.#leases.size === 0) return null
    const by = this.#settling?.sample ?? this.#sample
    let heard = 0
    for (const { share } of this.#leases.values()) if (share < by) heard += 1
    return Math.round(heard / by)
  }

  #halve(): void {
    this.#sample /= 2
    this.#settling = null
    for (const [viewer, { share }] of this.#leases) if (share >= this.#sample) this.#leases.delete(viewer)
  }

  #double(now: number): void {
    this.#settling = { sample: this.#sample, until: now + presenceLimits.settleMs }
    this.#sample *= 2
  }

  #expire(now: number): void {
    for (const [viewer, { until }] of this.#leases) if (now >= until) this.#leases.delete(viewer)
  }
}
