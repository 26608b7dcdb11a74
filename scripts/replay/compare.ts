/** The judgement: what must be there beside what the platform shows. Pure. */
import type { MetricsSnapshot } from '../../contract/metrics.ts'
import type { Bounds, Totals } from './counts.ts'

export type Seen = {
  readonly metrics: MetricsSnapshot
  /** How far `as_of` is behind the end of the sending; 0 when all that was sent is promised to be in. */
  readonly lateMs: number
  readonly byType: ReadonlyMap<string, number>
  /** Ids that must be stored and are not in the export. */
  readonly missing: number
  /** Rows of the export beyond one per id. */
  readonly repeated: number
  /** Sound events that were answered `quarantined`. */
  readonly wronglyQuarantined: number
  /** Of `POST /v1/metrics/verify`; null when it could not be asked. */
  readonly mismatches: number | null
}

export type Row = { readonly name: string; readonly expected: Bounds; readonly seen: number | null; readonly ok: boolean }

const exactly = (n: number): Bounds => ({ low: n, high: n })

const row = (name: string, expected: Bounds, seen: number | null): Row => ({
  name,
  expected,
  seen,
  ok: seen === null || (seen >= expected.low && seen <= expected.high),
})

/**
 * `before` and `after` are the expectations just before and just after the platform was read: while others send to the
 * same app its numbers lie between them; when nobody does, they are equal and so is the comparison.
 */
export const compare = (before: Totals, after: Totals, seen: Seen): Row[] => {
  const total = (name: 'total_events' | 'total_users' | 'total_interactions'): Row =>
    row(name, { low: before[name], high: after[name] }, seen.metrics[name])
  const sessions = { low: before.total_sessions.low, high: after.total_sessions.high }
  const types = [...after.byType.keys()]
    .toSorted()
    .map((type) =>
      row(`events of ${type}`, { low: before.byType.get(type) ?? 0, high: after.byType.get(type) ?? 0 }, seen.byType.get(type) ?? 0),
    )
  return [
    row('as_of behind the end, ms', exactly(0), seen.lateMs),
    total('total_events'),
    total('total_users'),
    row('total_sessions', sessions, seen.metrics.total_sessions),
    total('total_interactions'),
    ...types,
    row('missing in the export', exactly(0), seen.missing),
    row('stored more than once', exactly(0), seen.repeated),
    row('sound events quarantined', exactly(0), seen.wronglyQuarantined),
    row('verify: mismatches', exactly(0), seen.mismatches),
  ]
}

export const differences = (rows: readonly Row[]): number => rows.filter((r) => !r.ok).length
