/** What a million viewer-hours of status and of playlists cost, through the Worker and as objects, from operations counted in the running channel. */
import { setTimeout as sleep } from 'node:timers/promises'
import { whole } from '../../scripts/replay/table.ts'
import { pollAfter } from '../../web/features/channel/timing.ts'
import { listPrices } from '../ingest/prices.ts'
import type { ChannelCounters } from '../metered/sync.ts'
import { meteredChannelBundles } from '../support/metered-bundles.ts'
import type { Section } from '../support/section.ts'
import { readMeter } from './meter.ts'
import type { Plan } from './plan.ts'
import { asObjects, throughWorker } from './prices.ts'
import { type Stand, startStand } from './stand.ts'

/** Places of the platform that may each ask the bucket for themselves. */
const places = 330
const audiences = [1_000_000, 10_000, 1_000] as const
const target = 1

const count = async (stand: Stand, seconds: number): Promise<ChannelCounters> => {
  await readMeter(stand)
  await sleep(seconds * 1_000)
  return readMeter(stand)
}

/** Seconds that caches may keep one of the public objects, as it is stored. */
const keptS = async ({ runtime, channel }: Stand, name: string): Promise<number> => {
  const bucket = await runtime.miniflare.getR2Bucket('MEDIA', 'prost-sync')
  const found = await bucket.head(`public/${channel}/${name}`)
  return Number(/max-age=(\d+)/.exec(found?.httpMetadata?.cacheControl ?? '')?.[1] ?? Number.NaN)
}

const targetDurationS = async ({ runtime, channel }: Stand): Promise<number> => {
  const text = await (await fetch(`${runtime.sync}/live/${channel}/720p.m3u8`)).text()
  return Number(/#EXT-X-TARGETDURATION:(\d+)/.exec(text)?.[1] ?? Number.NaN)
}

const rolls = 1_000
/** The page's own timing, over all chances. */
const statusPerHour = (): number =>
  3_600_000 / (Array.from({ length: rolls }, (_, i) => pollAfter('on_air', 0, (i + 0.5) / rolls)).reduce((sum, ms) => sum + ms, 0) / rolls)

const channelHour = ({ workerRequests, objectRequests, objectRowsWritten, queueOperations }: ChannelCounters, perHour: number): number =>
  perHour *
    (workerRequests * listPrices.workerRequest +
      objectRequests * listPrices.objectRequest +
      objectRowsWritten * listPrices.objectRowWritten +
      queueOperations * listPrices.queueOperation) +
  3_600 * 0.128 * listPrices.objectGbSecond

const dollars = (n: number): string => n.toFixed(2)

export const cost = async (plan: Plan): Promise<Section> => {
  const stand = await startStand({ settings: { public_objects: true }, bundles: await meteredChannelBundles() })
  try {
    const counted = await count(stand, plan.countSeconds)
    const perHour = 3_600 / plan.countSeconds
    const putsOf = (holds: (name: string) => boolean): number =>
      perHour * Object.entries(counted.puts).reduce((sum, [name, puts]) => sum + (holds(name) ? puts : 0), 0)
    const documents = [
      {
        name: 'status',
        requests: statusPerHour(),
        puts: putsOf((name) => name === 'status.json'),
        files: 1,
        kept: await keptS(stand, 'status.json'),
      },
      {
        name: 'playlists',
        requests: 3_600 / (await targetDurationS(stand)),
        puts: putsOf((name) => name.endsWith('.m3u8')),
        files: 2,
        kept: await keptS(stand, '720p.m3u8'),
      },
    ]
    const figures = documents.flatMap(({ name, requests, puts, files, kept }) =>
      audiences.map((viewers) => {
        const objects = { requestsPerViewerHour: requests, putsPerHour: puts, files, keptS: kept, viewers }
        return {
          document: name,
          viewers,
          requests_per_viewer_hour: requests,
          puts_per_hour: puts,
          kept_s: kept,
          worker: throughWorker(requests),
          objects_one_tier: asObjects({ ...objects, caches: 1 }),
          objects_each_place: asObjects({ ...objects, caches: places }),
        }
      }),
    )
    return {
      name: 'cost',
      title: `Cost per million viewer-hours in dollars (target: status ≤ ${target})`,
      head: ['', 'viewers at once', 'requests/viewer-hour', 'puts/hour', 'Worker', 'objects', 'objects, no upper tier'],
      rows: figures.map((f) => [
        f.document,
        whole(f.viewers),
        whole(f.requests_per_viewer_hour),
        whole(f.puts_per_hour),
        dollars(f.worker),
        dollars(f.objects_one_tier),
        dollars(f.objects_each_place),
      ]),
      notes: [
        `puts counted in the running channel over ${plan.countSeconds} s; status as often as the page asks for it, playlists once per target duration; list prices, nothing included`,
        `objects: behind a cached domain without a Worker, kept for ${documents.map(({ name, kept }) => `${kept} s (${name})`).join(', ')}; a miss is one read; without an upper tier each of ${places} places misses for itself`,
        `the channel itself, its reports and public objects, without their puts: $${channelHour(counted, perHour).toFixed(3)} an hour, however many watch`,
      ],
      figures,
    }
  } finally {
    await stand.stop()
  }
}
