/** What watching a channel costs at Cloudflare's list prices, in both public forms. Pure. */
import { listPrices } from '../ingest/prices.ts'

/** US dollars per operation. https://developers.cloudflare.com/r2/pricing/ */
export const bucketPrices = { classA: 4.5e-6, classB: 0.36e-6 } as const

/** Per million viewer-hours. Every request is billed, a hit of the platform's cache too; what that saves is CPU, which is left out. */
export const throughWorker = (requestsPerViewerHour: number): number => requestsPerViewerHour * 1e6 * listPrices.workerRequest

export type Objects = {
  readonly requestsPerViewerHour: number
  /** Puts an hour of one channel. */
  readonly putsPerHour: number
  /** Files that are read, and how long each is kept by a cache, in seconds. */
  readonly files: number
  readonly keptS: number
  /** Caches that ask the bucket for themselves: one with an upper tier, as many as the platform has places without. */
  readonly caches: number
  /** Who watches one channel at once. */
  readonly viewers: number
}

/** Per million viewer-hours. Hits of the zone's cache cost nothing; a miss is an operation of class B. */
export const asObjects = ({ requestsPerViewerHour, putsPerHour, files, keptS, caches, viewers }: Objects): number => {
  const channelHours = 1e6 / viewers
  const misses = Math.min(requestsPerViewerHour * viewers, (caches * files * 3_600) / keptS)
  return channelHours * (putsPerHour * bucketPrices.classA + misses * bucketPrices.classB)
}
