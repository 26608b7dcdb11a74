/** What counted operations cost at Cloudflare's list prices (US, Workers Paid, included allowances ignored). Pure. */
import type { Counters } from '../metered/meter.ts'

/** US dollars. */
export const listPrices = {
  workerRequest: 0.3e-6,
  workerCpuMs: 0.02e-6,
  objectRequest: 0.15e-6,
  /** Per GB-second; an object is billed as 128 MB. */
  objectGbSecond: 12.5e-6,
  objectRowWritten: 1e-6,
  queueOperation: 0.4e-6,
  d1RowRead: 0.001e-6,
  d1RowWritten: 1e-6,
  d1GbMonth: 0.75,
} as const

export type Counted = Counters & {
  readonly events: number
  /** How long one object was awake for them. */
  readonly seconds: number
  /** Of the whole runtime: null where it can not be read. */
  readonly cpuMs: number | null
  /** What the events take in D1. */
  readonly storedBytes: number
}

export type CostLine = { readonly what: string; readonly perMillion: number; readonly dollars: number }

export const costPerMillion = (counted: Counted): CostLine[] => {
  const million = 1e6 / counted.events
  const line = (what: string, count: number, price: number): CostLine => ({
    what,
    perMillion: count * million,
    dollars: count * million * price,
  })
  return [
    line('Worker requests and queue batches', counted.workerRequests, listPrices.workerRequest),
    ...(counted.cpuMs === null ? [] : [line('CPU ms of the whole local runtime (upper bound)', counted.cpuMs, listPrices.workerCpuMs)]),
    line('object requests and alarms', counted.objectRequests, listPrices.objectRequest),
    line('object GB-seconds', counted.seconds * 0.128, listPrices.objectGbSecond),
    line('object rows written', counted.objectRowsWritten, listPrices.objectRowWritten),
    line('queue operations', counted.queueOperations, listPrices.queueOperation),
    line('D1 rows read', counted.d1RowsRead, listPrices.d1RowRead),
    line('D1 rows written', counted.d1RowsWritten, listPrices.d1RowWritten),
  ]
}

export const total = (lines: readonly CostLine[]): number => lines.reduce((sum, line) => sum + line.dollars, 0)

/** Keeping a million events for a month in D1. */
export const storagePerMillionMonth = ({ storedBytes, events }: Counted): number =>
  ((storedBytes / events) * 1e6 * listPrices.d1GbMonth) / 1e9
