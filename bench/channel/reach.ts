/** How many of the requests at the door reach the channel's object. */
import { whole } from '../../scripts/replay/table.ts'
import { cannon } from '../support/autocannon.ts'
import { meteredChannelBundles } from '../support/metered-bundles.ts'
import type { Section } from '../support/section.ts'
import { readMeter } from './meter.ts'
import type { Plan } from './plan.ts'
import { startStand } from './stand.ts'

const connections = 16

export const reach = async (plan: Plan): Promise<Section> => {
  const stand = await startStand({ bundles: await meteredChannelBundles() })
  try {
    const figures = []
    for (const [document, path, method] of [
      ['status', `/v1/channels/${stand.channel}/status`, 'status'],
      ['playlist', `/live/${stand.channel}/720p.m3u8`, 'playlist'],
    ] as const) {
      await readMeter(stand)
      const { requests, failures } = await cannon({ url: stand.runtime.sync, path, headers: {}, connections, seconds: plan.roundSeconds })
      const { calls, d1RowsRead } = await readMeter(stand)
      figures.push({ document, requests, failures, reached: calls[method] ?? 0, d1_rows_read: d1RowsRead, seconds: plan.roundSeconds })
    }
    return {
      name: 'reach',
      title: 'What reaches the object',
      head: ['', 'requests', 'reached the object', 'a second', 'D1 rows read'],
      rows: figures.map((f) => [
        f.document,
        whole(f.requests),
        whole(f.reached),
        (f.reached / f.seconds).toFixed(2),
        whole(f.d1_rows_read),
      ]),
      notes: [
        ...figures.flatMap((f) => (f.failures === '' ? [] : [`FAILED at ${f.document}: ${f.failures}`])),
        `counted in the running Worker, one isolate, ${connections} connections; each isolate of the edge, or the platform’s cache before it, does the same for itself`,
      ],
      figures,
    }
  } finally {
    await stand.stop()
  }
}
