/** The report as a person reads it. Pure. */
import { differences, type Row } from './compare.ts'
import type { Bounds } from './counts.ts'
import type { Report } from './run.ts'
import { table, whole } from './table.ts'

const bounds = ({ low, high }: Bounds): string => (low === high ? whole(low) : `${whole(low)} – ${whole(high)}`)

const cells = ({ name, expected, seen, ok }: Row): string[] => [
  name,
  bounds(expected),
  seen === null ? 'not checked' : whole(seen),
  seen === null ? '–' : ok ? '✓' : '✗',
]

const receiptLines = ({ receipts, seconds, stored }: Report): string[] => {
  const rate = whole(receipts.sent / Math.max(seconds, 0.001))
  const lines = [
    `${whole(receipts.sent)} events in ${whole(receipts.requests)} requests, ${seconds.toFixed(1)} s, ${rate} events/s`,
    `receipts: ${whole(receipts.accepted)} accepted, ${whole(receipts.duplicates)} duplicate, ${whole(receipts.quarantined)} quarantined`,
  ]
  const codes = Map.groupBy(receipts.quarantine.values(), (code) => code)
  for (const [code, all] of codes) lines.push(`  quarantined as ${code}: ${whole(all.length)}`)
  if (stored.foreign > 0) lines.push(`${whole(stored.foreign)} events of other senders came meanwhile: the expected numbers include them`)
  return lines
}

export const printReport = (report: Report): string => {
  const found = differences(report.rows)
  return [
    ...receiptLines(report),
    '',
    table(['', 'expected', 'platform', ''], report.rows.map(cells)),
    '',
    found === 0 ? '0 differences' : `${found} difference${found === 1 ? '' : 's'}`,
  ].join('\n')
}
