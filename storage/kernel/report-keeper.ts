/** Reports and automatic quarantine of one app over the kernel, as `domain/moderation` asks for them: made, and changed by who made them. */
import type { AuditNote } from '../../contract/audit.ts'
import type { AppId } from '../../contract/ids.ts'
import type { ActionRecord } from '../../domain/moderation/action-rules.ts'
import type { OwnReportKeeper } from '../../domain/moderation/change-report.ts'
import type { ReportKeeper } from '../../domain/moderation/submit-report.ts'
import { ModerationActions } from './moderation-actions.ts'
import { AppReports } from './reports.ts'

/** `noteOf`: what the audit chain says of a quarantine that was laid. */
export const reportKeeper = (db: D1Database, app: AppId, noteOf: (action: ActionRecord) => AuditNote): ReportKeeper & OwnReportKeeper => {
  const [reports, actions] = [new AppReports(db, app), new ModerationActions(db, app)]
  return {
    keep: (report, since) => reports.keep(report, since),
    reword: (report, reporter, rewording) => reports.reword(report, reporter, rewording),
    withdraw: (report, reporter, note) => reports.withdraw(report, reporter, note),
    about: async (subject, since) => ({ reports: await reports.about(subject, since), reviewedAt: await actions.reviewedAt(subject) }),
    quarantine: (action) => actions.quarantine(action, noteOf(action)),
  }
}
