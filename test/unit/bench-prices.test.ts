/** The arithmetic of the bench: prices per million, and the middle of few values. */
import { describe, expect, test } from 'vitest'
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
