/** What its reporter does about a report later: says more of it, or takes it back. Only while it is open. Storage is the caller's. */
import type { AuditNote } from '../../contract/audit.ts'
import type { Failure, Result } from '../../contract/errors.ts'
import type { ModerationActionId, ReportId, UserId } from '../../contract/ids.ts'
import type { ReportChange, ReportReason, ReportState } from '../../contract/moderation.ts'
import type { ReportPolicy } from '../../contract/policy.ts'
import type { ActionRecord, ReportRecord } from './action-rules.ts'
import { quarantineIfDue } from './lay-quarantine.ts'
import type { QuarantineKeeper } from './lay-quarantine.ts'
import { withdrawalNote } from './notes.ts'
import { weightOf } from './severity.ts'
import type { Reporter } from './submit-report.ts'

/** A report as its reporter can still reach it. */
export type OwnReport = { readonly report: ReportRecord; readonly state: ReportState }

/** `said` null: the reason stays, and with it what the report weighs. */
export type Rewording = {
  readonly said: { readonly reason: ReportReason; readonly weight: number } | null
  /** Null: it stays. */
  readonly note: string | null
}

export interface OwnReportKeeper {
  /** Changes one of this person's while it is open. The report as it is then; null when they have none of this id. */
  reword(id: ReportId, reporter: UserId, rewording: Rewording): Promise<OwnReport | null>
  /** Takes one of this person's back while it is open, with its note; answers as above. */
  withdraw(id: ReportId, reporter: UserId, note: AuditNote): Promise<OwnReport | null>
}

export type ChangedReport = {
  readonly report: ReportRecord
  /** Laid because of what it says now: for whoever tells the person's object. */
  readonly quarantine: ActionRecord | null
}

const notYours: Failure = { code: 'not_found', detail: 'There is no such report of yours.' }
const isSettled: Failure = { code: 'invalid_transition', detail: 'The report is not open any more.' }

type Changing = { readonly reporter: Reporter; readonly policy: ReportPolicy; readonly action: ModerationActionId; readonly now: number }

/** Another reason is weighed as if it had been the first, by who the reporter is now. */
export const changeReport = async (
  keeper: OwnReportKeeper & QuarantineKeeper,
  id: ReportId,
  { reason, note }: ReportChange,
  { reporter, policy, action, now }: Changing,
): Promise<Result<ChangedReport>> => {
  const said = reason === undefined ? null : { reason, weight: weightOf(reason, reporter) }
  const found = inState('open', await keeper.reword(id, reporter.id, { said, note: note ?? null }))
  if (!found.ok) return found
  const report = found.value
  const quarantine = said === null ? null : await quarantineIfDue(keeper, report.subject, { policy, id: action, now })
  return { ok: true, value: { report, quarantine } }
}

/** Again it changes nothing. What followed from it is for moderators to end. */
export const withdrawReport = async (
  keeper: Pick<OwnReportKeeper, 'withdraw'>,
  id: ReportId,
  { reporter, now }: { readonly reporter: UserId; readonly now: number },
): Promise<Result<ReportRecord>> => inState('withdrawn', await keeper.withdraw(id, reporter, withdrawalNote(id, now)))

const inState = (state: ReportState, own: OwnReport | null): Result<ReportRecord> => {
  if (own === null) return { ok: false, error: notYours }
  return own.state === state ? { ok: true, value: own.report } : { ok: false, error: isSettled }
}
