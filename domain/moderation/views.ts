/** Reports and actions as the API shows them: all of it to moderators, to people only what is theirs to know. Pure. */
import type { AppealId, ModerationActionId } from '../../contract/ids.ts'
import type { AppealState, ModerationAction, OwnAction, Report, ReportState, ReviewedReport } from '../../contract/moderation.ts'
import type { ActionRecord, ReportRecord } from './action-rules.ts'
import { severityOf } from './severity.ts'

const iso = (ms: number): string => new Date(ms).toISOString()
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms))

export const actionView = (record: ActionRecord): ModerationAction => ({
  id: record.id,
  user_id: record.user,
  kind: record.kind,
  session_id: record.session,
  reason: record.reason,
  note: record.note,
  appeal_note: record.appealNote,
  by: record.by,
  created_at: iso(record.at),
  expires_at: isoOrNull(record.expiresAt),
  lifted_at: isoOrNull(record.liftedAt),
  lifted_by: record.liftedBy,
  explanation: record.explanation,
})

/** To whom it is about: neither who acted nor who reported. */
export const ownActionView = (record: ActionRecord, appeal: { readonly id: AppealId; readonly state: AppealState } | null): OwnAction => {
  const { id, kind, session_id, reason, appeal_note, created_at, expires_at, lifted_at } = actionView(record)
  return { id, kind, session_id, reason, appeal_note, created_at, expires_at, lifted_at, is_automatic: record.explanation !== null, appeal }
}

/** To its reporter: not what came of it. */
export const reportView = ({ id, subject, session, message, reason, at }: ReportRecord): Report => ({
  id,
  user_id: subject,
  session_id: session,
  message_id: message,
  reason,
  created_at: iso(at),
})

export type ReportReview = {
  readonly state: ReportState
  readonly openAboutUser: number
  readonly action: ModerationActionId | null
}

export const reviewedReportView = (record: ReportRecord, { state, openAboutUser, action }: ReportReview): ReviewedReport => ({
  ...reportView(record),
  reporter_id: record.reporter,
  severity: severityOf(record.reason),
  evidence: record.evidence,
  note: record.note,
  state,
  open_about_user: openAboutUser,
  action_id: action,
})
