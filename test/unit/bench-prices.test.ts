/** The arithmetic of the bench: prices per million, and the middle of few values. */
import { describe, expect, test } from 'vitest'
import { asObjects, throughWorker } from '../../bench/channel/prices.ts'
import { type Counted, costPerMillion, storagePerMillionMonth, total } from '../../bench/ingest/prices.ts'
import { median, quantile } from '../../bench/support/statistics.ts'

/** A thousand events: 50 requests, one written row each in D1. */
const counted: Counted = {
  events: 1_000,
  seconds: 1,
  cpuMs: 500,
  storedBytes: 300_000,
  workerRequests: 50,
  objectRequests: 60,
  alarms: 5,
  objectRowsWritten: 110,
  queueMessages: 5,
  queueBytes: 400_000,
  queueOperations: 30,
  d1RowsWritten: 1_000,
  d1RowsRead: 10_000,
  d1Batches: 5,
}

describe('cost per million events', () => {
  test('scales counted operations to a million and prices them', () => {
    const dollars = Object.fromEntries(costPerMillion(counted).map((line) => [line.what, line.dollars]))
    expect(dollars['Worker requests and queue batches']).toBeCloseTo(0.015, 9)
    expect(dollars['object requests and alarms']).toBeCloseTo(0.009, 9)
    expect(dollars['object rows written']).toBeCloseTo(0.11, 9)
    expect(dollars['queue operations']).toBeCloseTo(0.012, 9)
    expect(dollars['D1 rows written']).toBeCloseTo(1, 9)
    expect(dollars['D1 rows read']).toBeCloseTo(0.01, 9)
    expect(dollars['object GB-seconds']).toBeCloseTo(0.0016, 9)
  })

  test('the total is the sum of the lines; CPU is left out where it could not be read', () => {
    const lines = costPerMillion({ ...counted, cpuMs: null })
    expect(lines).toHaveLength(7)
    expect(total(lines)).toBeCloseTo(
      lines.map((line) => line.dollars).reduce((a, b) => a + b),
      12,
    )
    expect(total(costPerMillion(counted)) - total(lines)).toBeCloseTo(0.01, 9)
  })

  test('keeping is priced by the bytes in D1', () => {
    expect(storagePerMillionMonth(counted)).toBeCloseTo(0.225, 9)
  })
})

describe('quantile', () => {
  test('is the nearest rank of the sorted values', () => {
    expect([quantile([3, 1, 2], 0.5), quantile([1, 2, 3, 4], 0.99), quantile([5], 0)]).toEqual([2, 4, 5])
    expect(median([9, 1])).toBe(1)
    expect(median([])).toBeNaN()
  })
})

describe('a million viewer-hours of a channel', () => {
  const objects = { requestsPerViewerHour: 100, putsPerHour: 1_000, files: 1, keptS: 1, caches: 1, viewers: 1_000_000 }

  test('through a Worker every request is paid for', () => {
    expect(throughWorker(100)).toBeCloseTo(30, 9)
  })

  test('objects are paid for by the channel and by each cache, not by the viewer', () => {
    expect(asObjects(objects)).toBeCloseTo(1_000 * 4.5e-6 + 3_600 * 0.36e-6, 9)
    expect(asObjects({ ...objects, viewers: 100_000 })).toBeCloseTo(10 * asObjects(objects), 9)
    expect(asObjects({ ...objects, caches: 10, files: 2 })).toBeCloseTo(1_000 * 4.5e-6 + 72_000 * 0.36e-6, 9)
  })

  test('a cache does not ask for more often than its viewers do', () => {
    expect(asObjects({ ...objects, viewers: 1, putsPerHour: 0 })).toBeCloseTo(1e6 * 100 * 0.36e-6, 6)
  })
})
