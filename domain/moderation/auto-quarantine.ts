/**
 * When reports alone put somebody into quarantine, until a moderator has looked. Many different people have to say it, weighed by what they
 * say and who they are; what a moderator has looked at already does not count again. Pure, and it explains itself.
 */
import type { ActionExplanation, ReportReason } from '../../contract/moderation.ts'
import type { ReportId, UserId } from '../../contract/ids.ts'
import type { ReportPolicy } from '../../contract/policy.ts'
import { severityOf } from './severity.ts'

/** An open report about the person in question. */
export type WeighedReport = {
  readonly id: ReportId
  readonly reporter: UserId
  readonly reason: ReportReason
  readonly weight: number
  /** Epoch ms. */
  readonly at: number
}

export type Quarantine = { readonly expiresAt: number; readonly reason: ReportReason; readonly explanation: ActionExplanation }

/** `reviewedAt`: when a moderator last lifted a quarantine of the person; what was said before is settled. Null when none was. */
export const quarantineFor = (
  reports: readonly WeighedReport[],
  policy: ReportPolicy,
  { now, reviewedAt }: { readonly now: number; readonly reviewedAt: number | null },
): Quarantine | null => {
  const since = Math.max(now - policy.within_s * 1_000, reviewedAt ?? 0)
  const recent = reports.filter(({ at }) => at > since).toSorted((a, b) => b.weight - a.weight || a.at - b.at)
  const counted = firstOfEach(recent)
  const weight = counted.reduce((sum, report) => sum + report.weight, 0)
  const [gravest] = counted
  if (gravest === undefined || counted.length < policy.min_reporters || weight < policy.min_weight) return null
  return {
    expiresAt: now + policy.quarantine_s * 1_000,
    reason: gravest.reason,
    explanation: explained(recent, counted, weight, policy),
  }
}

/** One a person: the one that weighs most. */
const firstOfEach = (reports: readonly WeighedReport[]): WeighedReport[] => {
  const seen = new Set<UserId>()
  return reports.filter(({ reporter }) => seen.size !== seen.add(reporter).size)
}

/** Who reported is not in it: the person may be told why. */
const explained = (
  recent: readonly WeighedReport[],
  counted: readonly WeighedReport[],
  weight: number,
  { within_s, min_reporters, min_weight }: ReportPolicy,
): ActionExplanation => ({
  rule: 'repeated_reports',
  within_s,
  reporters: counted.length,
  min_reporters,
  weight,
  min_weight,
  reports: recent.slice(0, 100).map((report) => ({
    id: report.id,
    reason: report.reason,
    severity: severityOf(report.reason),
    weight: report.weight,
    counted: counted.includes(report),
  })),
})
