/** What a million events cost: operations counted while events come steadily, at list prices. */
import { whole } from '../../scripts/replay/table.ts'
import type { Counters } from '../metered/meter.ts'
import { runtimeCpuMs } from '../support/cpu.ts'
import { drive } from '../support/driver.ts'
import { meteredBundles } from '../support/metered-bundles.ts'
import { untilQueryable } from '../support/metrics.ts'
import { addApp, type BenchApp, headersOf, type Runtime, startRuntime } from '../support/runtime.ts'
import type { Section } from '../support/section.ts'
import type { Plan } from './plan.ts'
import { type Counted, costPerMillion, storagePerMillionMonth, total } from './prices.ts'

const eventsPerRequest = 20
const requestsPerSecond = 50

const readMeter = async (url: string): Promise<Counters> => {
  const answer = await fetch(`${url}/__meter`)
  const counters: Counters = await answer.json()
  return counters
}

/** Both isolates together; reading sets them back. */
const readMeters = async (runtime: Runtime): Promise<Counters> => {
  const [ingest, rollup] = [await readMeter(runtime.ingest), await readMeter(runtime.rollup)]
  const add = (key: keyof Counters): number => ingest[key] + rollup[key]
  return {
    workerRequests: add('workerRequests'),
    objectRequests: add('objectRequests'),
    alarms: add('alarms'),
    objectRowsWritten: add('objectRowsWritten'),
    queueMessages: add('queueMessages'),
    queueBytes: add('queueBytes'),
    queueOperations: add('queueOperations'),
    d1RowsWritten: add('d1RowsWritten'),
    d1RowsRead: add('d1RowsRead'),
    d1Batches: add('d1Batches'),
  }
}

const databaseBytes = async ({ miniflare }: Runtime): Promise<number> => {
  const db = await miniflare.getD1Database('EVENTS_00', 'prost-rollup')
  return (await db.prepare('SELECT 1').run()).meta.size_after
}

const send = async (runtime: Runtime, app: BenchApp, file: string, seconds: number, run: string, before: number): Promise<number> => {
  const requests = seconds * requestsPerSecond
  const job = { url: runtime.ingest, headers: headersOf(app), file, requests, eventsPerRequest, connections: 8, requestsPerSecond, run }
  const { accepted } = await drive(job)
  await untilQueryable(runtime, app, before + accepted)
  return accepted
}

const count = async (runtime: Runtime, file: string, seconds: number): Promise<Counted> => {
  const app = await addApp(runtime)
  const warm = await send(runtime, app, file, 3, 'warm', 0)
  await readMeters(runtime)
  const [cpuBefore, bytesBefore] = [runtimeCpuMs(), await databaseBytes(runtime)]
  const events = await send(runtime, app, file, seconds, 'counted', warm)
  const cpuAfter = runtimeCpuMs()
  const cpuMs = cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore
  return { ...(await readMeters(runtime)), events, seconds, cpuMs, storedBytes: (await databaseBytes(runtime)) - bytesBefore }
}

export const cost = async (file: string, plan: Plan): Promise<Section> => {
  const runtime = await startRuntime(await meteredBundles())
  try {
    const counted = await count(runtime, file, plan.countSeconds)
    const lines = costPerMillion(counted)
    const [sum, month] = [total(lines), storagePerMillionMonth(counted)]
    return {
      name: 'cost',
      title: `Cost per million events at ${eventsPerRequest} a request: $${sum.toFixed(2)} (target: ≤ $2 with raw events kept in D1)`,
      head: ['', 'per million events', '$'],
      rows: [...lines.map((l) => [l.what, whole(l.perMillion), l.dollars.toFixed(4)]), ['together', '', sum.toFixed(4)]],
      notes: [
        `counted in the running platform over ${whole(counted.events)} events at ${eventsPerRequest * requestsPerSecond}/s on one object; list prices, nothing included`,
        `queue: ${whole(counted.queueMessages)} messages of ${whole(counted.queueBytes / counted.queueMessages)} bytes; ${whole(counted.d1Batches)} D1 transactions; ${whole(counted.alarms)} alarms`,
        `keeping them in D1: $${month.toFixed(2)} per million and month (${whole(counted.storedBytes / counted.events)} bytes an event)`,
      ],
      figures: { counted, lines, dollars_per_million: sum, dollars_per_million_month: month },
    }
  } finally {
    await runtime.stop()
  }
}
