/**
 * The last guard of the promise that every outbox row fits a queue message. The door's limits make these rows
 * very rare: an event that grew when it was written as JSON again (`1e20` takes 21 digits), or much escaped text.
 * An event goes to quarantine, a quarantine row keeps less of its raw text; neither is dropped.
 */
import type { QuarantineRow } from '../../contract/facts.ts'
import { quarantineRow } from '../../contract/facts.ts'
import { limits } from './limits.ts'
import { fitsBytes } from './utf8.ts'

export const fitsRow = (row: string): boolean => fitsBytes(row, limits.outboxRowBytes)

/** The quarantine row that stands for an event too large for a message. `row` is the event's text, kept in part. */
export const tooLargeRow = (id: string, receivedAt: number, row: string): string => {
  const errors = [{ path: '', code: 'event_too_large', message: 'the event does not fit a queue message as JSON' }]
  return shortened([id, receivedAt, 'event_too_large', errors, row, 0])
}

/** The same quarantine row with as much of its raw text as fits. */
export const shortenedRow = (row: string): string => shortened(quarantineRow.parse(JSON.parse(row)))

const shortened = ([id, receivedAt, code, errors, raw]: QuarantineRow): string => {
  for (let keep = Math.min(raw.length, limits.outboxRowBytes); ; keep >>= 1) {
    const row = JSON.stringify([id, receivedAt, code, keep > 0 ? errors : [], raw.slice(0, keep).toWellFormed(), 1])
    if (keep === 0 || fitsRow(row)) return row
  }
}
