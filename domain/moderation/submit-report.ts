/** Taking a report: kept once a window, and when enough people said so the person goes into quarantine by itself. Storage is the caller's. */
import type { Flag } from '../../contract/flag-message.ts'
import { reportId } from '../../contract/ids.ts'
import type { ModerationActionId, ReportId, UserId } from '../../contract/ids.ts'
import type { ReportEvidence, ReportInput } from '../../contract/moderation.ts'
import type { ReportPolicy, Tier } from '../../contract/policy.ts'
import type { ActionRecord, ReportRecord } from './action-rules.ts'
import { quarantineIfDue } from './lay-quarantine.ts'
import type { QuarantineKeeper } from './lay-quarantine.ts'
import { weightOf } from './severity.ts'

export interface ReportKeeper extends QuarantineKeeper {
  /** Keeps a report, unless there is one of the same reporter, subject and session since `since` that was not taken back: then answers that. */
  keep(report: ReportRecord, since: number): Promise<{ readonly report: ReportRecord; readonly isNew: boolean }>
}

export type Reporter = { readonly id: UserId; readonly tier: Tier; readonly isRestricted: boolean }
export type NewIds = { readonly report: ReportId; readonly action: ModerationActionId }
export type TakenReport = {
  readonly report: ReportRecord
  readonly isNew: boolean
  /** Laid because of this report: for whoever tells the person's object. */
  readonly quarantine: ActionRecord | null
}

export type Submission = {
  readonly reporter: Reporter
  /** Of the message in question, by who may put it forward. */
  readonly evidence: ReportEvidence | null
  readonly policy: ReportPolicy
  readonly ids: NewIds
  readonly now: number
}

export const submitReport = async (
  keeper: ReportKeeper,
  input: ReportInput,
  { reporter, evidence, policy, ids, now }: Submission,
): Promise<TakenReport> => {
  const kept = await keeper.keep(recordOf(input, { reporter, evidence, ids, now }), now - policy.window_s * 1_000)
  if (!kept.isNew) return { ...kept, quarantine: null }
  return { ...kept, quarantine: await quarantineIfDue(keeper, input.user_id, { policy, id: ids.action, now }) }
}

const recordOf = (input: ReportInput, { reporter, evidence, ids, now }: Omit<Submission, 'policy'>): ReportRecord => ({
  id: ids.report,
  reporter: reporter.id,
  subject: input.user_id,
  session: input.session_id ?? null,
  message: input.message_id ?? null,
  reason: input.reason,
  note: input.note ?? null,
  evidence,
  weight: weightOf(input.reason, reporter),
  at: now,
})

/** By the platform itself: for moderators to look at, it counts towards nothing. */
export const flagReport = ({ message, user, session, text, at }: Flag): ReportRecord => ({
  id: reportId.parse(message),
  reporter: null,
  subject: user,
  session,
  message,
  reason: 'other',
  note: null,
  evidence: { text, at: new Date(at).toISOString() },
  weight: 0,
  at,
})
