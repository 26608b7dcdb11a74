/** A report of the LAB: nothing of it is read before the signature held. */
import type { ChannelSetup, ReportAnswer, SignedReport } from '../../contract/channel.ts'
import { issuesOf } from '../../contract/issues.ts'
import { labReport } from '../../contract/lab.ts'
import type { ChannelParts } from './channel-parts.ts'

export const takeReport = ({ secrets, keeper }: ChannelParts, setup: ChannelSetup, signed: SignedReport, now: number): ReportAnswer => {
  if (!secrets.verifies(signed, now)) return { ok: false, code: 'invalid_signature' }
  const parsed = labReport.safeParse(JSON.parse(signed.body))
  if (!parsed.success) {
    keeper.take(setup, { type: 'invalid_report' }, now)
    return { ok: false, code: 'validation_failed', errors: issuesOf(parsed.error) }
  }
  // The door sent it here because of this id; only a defect of ours brings another one.
  if (parsed.data.channel_id !== setup.channel_id) return { ok: false, code: 'invalid_signature' }
  return { ok: true, applied: keeper.take(setup, { type: 'report', id: signed.id, report: parsed.data }, now) }
}
