/** How grave a report is, and how much it counts towards an automatic quarantine. Pure. */
import type { ReportReason, Severity } from '../../contract/moderation.ts'
import { severity as severities } from '../../contract/moderation.ts'
import type { Tier } from '../../contract/policy.ts'

const byReason = {
  minor_safety: 'critical',
  violence: 'critical',
  self_harm: 'high',
  sexual_content: 'high',
  hate: 'high',
  harassment: 'medium',
  impersonation: 'medium',
  spam: 'low',
  other: 'low',
} as const satisfies Record<ReportReason, Severity>

export const severityOf = (reason: ReportReason): Severity => byReason[reason]

/** As a number that sorts: 0 the least. */
export const severityRank = (severity: Severity): number => severities.options.indexOf(severity)

const weights = { low: 1, medium: 2, high: 3, critical: 5 } as const satisfies Record<Severity, number>

/** A reporter who is new here, or restricted, counts half: a crowd of fresh accounts is not a crowd. */
export const weightOf = (reason: ReportReason, reporter: { readonly tier: Tier; readonly isRestricted: boolean }): number =>
  weights[severityOf(reason)] * (reporter.tier === 'new' || reporter.isRestricted ? 0.5 : 1)
