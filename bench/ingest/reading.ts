/** What `GET /v1/metrics` costs as the store grows: one app per size, all on one event shard, read in turn. */
import { Agent, get } from 'node:http'
import { whole } from '../../scripts/replay/table.ts'
import { drive } from '../support/driver.ts'
import { untilQueryable } from '../support/metrics.ts'
import { addApp, type BenchApp, headersOf, type Runtime } from '../support/runtime.ts'
import type { Section } from '../support/section.ts'
import { quantile, ratio } from '../support/statistics.ts'
import type { Plan } from './plan.ts'

const eventsPerRequest = 500
/** Loaded and let drain piece by piece: bodies of a million events do not fit the driver at once. */
const pieceEvents = 100_000
const readsInARow = 50

const fill = async (runtime: Runtime, app: BenchApp, file: string, events: number): Promise<void> => {
  const size = Math.min(eventsPerRequest, events)
  for (let done = 0; done < events; done += pieceEvents) {
    const requests = Math.min(pieceEvents, events - done) / size
    const job = {
      url: runtime.ingest,
      headers: headersOf(app),
      file,
      requests,
      eventsPerRequest: size,
      connections: 8,
      requestsPerSecond: 0,
    }
    await drive({ ...job, run: String(done) })
    await untilQueryable(runtime, app, Math.min(done + pieceEvents, events))
  }
}

/** Milliseconds of one read, the answer's last byte included. */
const read = (url: string, app: BenchApp, agent: Agent): Promise<number> =>
  new Promise((resolve, reject) => {
    const startedAt = performance.now()
    const sent = get(new URL('/v1/metrics', url), { agent, headers: headersOf(app) }, (response) => {
      response.resume()
      response.on('end', () =>
        response.statusCode === 200 ? resolve(performance.now() - startedAt) : reject(new Error(`read: ${response.statusCode}`)),
      )
    })
    sent.on('error', reject)
  })

export const reading = async (runtime: Runtime, file: string, plan: Plan): Promise<Section> => {
  const stores: { app: BenchApp; events: number; times: number[] }[] = []
  for (const events of plan.sizes) stores.push({ app: await addApp(runtime), events, times: [] })
  for (const store of stores) await fill(runtime, store.app, file, store.events)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  for (const { app } of stores) for (let i = 0; i < readsInARow; i++) await read(runtime.gateway, app, agent)
  for (let done = 0; done < plan.readsPerSize; done += readsInARow)
    for (const { app, times } of stores) for (let i = 0; i < readsInARow; i++) times.push(await read(runtime.gateway, app, agent))
  agent.destroy()
  const smallest = quantile(stores[0]?.times ?? [], 0.5)
  const figures = stores.map(({ events, times }) => {
    const p50 = quantile(times, 0.5)
    return { events, p50_ms: p50, p99_ms: quantile(times, 0.99), ratio: p50 / smallest }
  })
  return {
    name: 'reading',
    title: 'GET /v1/metrics by stored events (target: the last ÷ the first ≤ 1.2)',
    head: ['stored events', 'p50 ms', 'p99 ms', 'ratio'],
    rows: figures.map((f) => [whole(f.events), f.p50_ms.toFixed(2), f.p99_ms.toFixed(2), ratio(f.ratio)]),
    notes: [`${plan.readsPerSize} reads each, ${readsInARow} in a row in turn, one connection; the events came in through the public API`],
    figures,
  }
}
