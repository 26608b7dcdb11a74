/** What was found in an audit export, for people. */
import type { ExportReport } from '../../domain/audit/verify-export.ts'

export const verdictText = (report: ExportReport): string => {
  const { ok, faults, faultCount } = report
  const findings = faults.map(({ seq, kind, detail }) => `  ${seq === 0 ? 'file' : `entry ${seq}`}  ${kind}: ${detail}`)
  const more = faultCount > faults.length ? [`  … and ${faultCount - faults.length} more`] : []
  const verdict = ok ? 'VERIFIED: everything fits.' : `NOT VERIFIED: ${faultCount} ${faultCount === 1 ? 'fault' : 'faults'}.`
  return `${[...summary(report), ...findings, ...more, verdict].join('\n')}\n`
}

const summary = ({ header, entries, stubs, anchorsChecked, key }: ExportReport): string[] => {
  if (header === null) return ['This is not an audit export.']
  const { app_id, exported_at, selection, covers, head, anchors } = header
  return [
    `app       ${app_id}`,
    `exported  ${exported_at}`,
    `selected  ${selectionText(selection)}`,
    `covers    ${covers === null ? 'nothing' : `entries ${covers.first_seq} to ${covers.last_seq}`}: ${entries} entries, ${stubs} stubs`,
    `head      ${head === null ? 'none' : `${head.seq} ${head.hash}`}`,
    `anchors   ${anchorsChecked} of ${anchors.length} checked`,
    `key       ${key === null ? 'none' : `${key.thumbprint} ${key.known ? '(as given)' : '(only the file says so: compare it, or give it as --key)'}`}`,
  ]
}

const selectionText = ({ from, to, incident }: { from: string | null; to: string | null; incident: string | null }): string => {
  const parts = [from && `from ${from}`, to && `to ${to}`, incident && `incident ${incident}`].filter(Boolean)
  return parts.length === 0 ? 'the whole chain' : parts.join(', ')
}
