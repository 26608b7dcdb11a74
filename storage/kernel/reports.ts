/** What people of one app reported about each other. What follows from reports is `domain/moderation`'s, and the actions are `moderation-actions.ts`'s. */
import * as z from 'zod'
import { messageId, moderationActionId, reportId, roomId, userId } from '../../contract/ids.ts'
import type { AppId, ReportId, UserId } from '../../contract/ids.ts'
import type { AuditNote } from '../../contract/audit.ts'
import { reportEvidence, reportReason, reportState } from '../../contract/moderation.ts'
import type { ReportState, ReviewedReport } from '../../contract/moderation.ts'
import type { Page } from '../../domain/events/event-store.ts'
import type { ReportRecord } from '../../domain/moderation/action-rules.ts'
import type { WeighedReport } from '../../domain/moderation/auto-quarantine.ts'
import type { OwnReport, Rewording } from '../../domain/moderation/change-report.ts'
import { severityOf, severityRank } from '../../domain/moderation/severity.ts'
import { reviewedReportView } from '../../domain/moderation/views.ts'
import { decodeCursor, encodeCursor } from '../events/cursor.ts'
import { notedIfChanged } from './audit-outbox.ts'
import { jsonColumn } from './columns.ts'
import type { PageInput } from './columns.ts'

const columns =
  'report_id, reporter_id, subject_id, session_id, message_id, reason, severity, weight, note, evidence, state, action_id, created_at'

const row = z.object({
  report_id: reportId,
  reporter_id: userId.nullable(),
  subject_id: userId,
  session_id: roomId.nullable(),
  message_id: messageId.nullable(),
  reason: reportReason,
  severity: z.int(),
  weight: z.number(),
  note: z.string().nullable(),
  evidence: jsonColumn(reportEvidence).nullable(),
  state: reportState,
  action_id: moderationActionId.nullable(),
  created_at: z.int(),
})
type Row = z.infer<typeof row>

const recordOf = (found: Row): ReportRecord => ({
  id: found.report_id,
  reporter: found.reporter_id,
  subject: found.subject_id,
  session: found.session_id,
  message: found.message_id,
  reason: found.reason,
  note: found.note,
  evidence: found.evidence,
  weight: found.weight,
  at: found.created_at,
})

const weighedRow = row
  .extend({ reporter_id: userId })
  .transform(({ report_id: id, reporter_id: reporter, reason, weight, created_at: at }): WeighedReport => ({
    id,
    reporter,
    reason,
    weight,
    at,
  }))

const reviewedRow = row.extend({ open_about_user: z.int() })
const reviewedOf = (found: z.infer<typeof reviewedRow>): ReviewedReport =>
  reviewedReportView(recordOf(found), { state: found.state, openAboutUser: found.open_about_user, action: found.action_id })

/** What a statement found, if anything. */
const ownOf = (found: unknown): OwnReport | null => {
  if (found === null || found === undefined) return null
  const parsed = row.parse(found)
  return { report: recordOf(parsed), state: parsed.state }
}

/** For statements that name the table `r`. */
const openAboutUser = `(SELECT count(*) FROM reports o WHERE o.app_id = r.app_id AND o.subject_id = r.subject_id AND o.state = 'open') AS open_about_user`

/** The last row of a page: severity, when it was made, id. */
const position = z.tuple([z.int(), z.int(), z.string().max(64)])
const start: z.infer<typeof position> = [4, 0, '']

export class AppReports {
  readonly #db: D1Database
  readonly #app: AppId

  constructor(db: D1Database, app: AppId) {
    this.#db = db
    this.#app = app
  }

  /** One write, so that of two at once one is kept: none of the same reporter, subject and session after `since` may be there, but those taken back. */
  async keep(report: ReportRecord, since: number): Promise<{ readonly report: ReportRecord; readonly isNew: boolean }> {
    const again = `app_id = ?2 AND reporter_id IS ?3 AND subject_id = ?4 AND session_id IS ?5 AND created_at > ?13 AND state <> 'withdrawn'`
    const insert = `INSERT INTO reports
           (report_id, app_id, reporter_id, subject_id, session_id, message_id, reason, severity, weight, note, evidence, created_at)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12 WHERE NOT EXISTS (SELECT 1 FROM reports WHERE ${again})
         ON CONFLICT DO NOTHING`
    const { id, reporter, subject, session, message, reason, weight, note, evidence, at } = report
    const rank = severityRank(severityOf(reason))
    const seen = evidence === null ? null : JSON.stringify(evidence)
    const values = [id, this.#app, reporter, subject, session, message, reason, rank, weight, note, seen, at, since]
    const [, found] = await this.#db.batch([
      this.#db.prepare(insert).bind(...values),
      this.#db
        .prepare(
          // Its own id too: who tries again may have taken it back from elsewhere.
          `SELECT ${columns} FROM reports WHERE app_id = ?1 AND (report_id = ?6 OR
             (reporter_id IS ?2 AND subject_id = ?3 AND session_id IS ?4 AND created_at > ?5 AND state <> 'withdrawn'))
           ORDER BY report_id = ?6 DESC, created_at DESC LIMIT 1`,
        )
        .bind(this.#app, reporter, subject, session, since, id),
    ])
    const kept = recordOf(row.parse(found?.results[0]))
    return { report: kept, isNew: kept.id === id }
  }

  /** Open ones of people after `since`, at most as many as an explanation lists. */
  async about(subject: UserId, since: number): Promise<WeighedReport[]> {
    const { results } = await this.#db
      .prepare(
        `SELECT ${columns} FROM reports WHERE app_id = ? AND subject_id = ? AND created_at > ? AND state = 'open' AND reporter_id IS NOT NULL
         ORDER BY severity DESC, created_at LIMIT 100`,
      )
      .bind(this.#app, subject, since)
      .all()
    return results.map((found) => weighedRow.parse(found))
  }

  /** The moderators' queue: gravest first, of the same gravity the oldest first. Null when the cursor is not one of this list. */
  async queue(state: ReportState, { limit, cursor }: PageInput): Promise<Page<ReviewedReport> | null> {
    const after = cursor === undefined ? start : decodeCursor(position, cursor)
    if (after === null) return null
    const { results } = await this.#db
      .prepare(
        `SELECT ${columns}, ${openAboutUser} FROM reports r WHERE app_id = ?1 AND state = ?2
           AND (severity < ?3 OR (severity = ?3 AND (created_at, report_id) > (?4, ?5)))
         ORDER BY severity DESC, created_at, report_id LIMIT ?6`,
      )
      .bind(this.#app, state, ...after, limit + 1)
      .all()
    const rows = results.slice(0, limit).map((found) => reviewedRow.parse(found))
    const last = results.length > limit ? rows.at(-1) : undefined
    const next = last === undefined ? null : encodeCursor([last.severity, last.created_at, last.report_id])
    return { data: rows.map(reviewedOf), next_cursor: next }
  }

  async find(report: ReportId): Promise<ReviewedReport | null> {
    const found = await this.#db
      .prepare(`SELECT ${columns}, ${openAboutUser} FROM reports r WHERE app_id = ? AND report_id = ?`)
      .bind(this.#app, report)
      .first()
    return found === null ? null : reviewedOf(reviewedRow.parse(found))
  }

  /** Dismisses one, or opens it again; one that was acted on stays so. Answers it as it is then. */
  async decide(report: ReportId, state: 'dismissed' | 'open', note: AuditNote): Promise<ReviewedReport | null> {
    await this.#db.batch([
      this.#db
        .prepare(`UPDATE reports SET state = ?1 WHERE app_id = ?2 AND report_id = ?3 AND state IN ('open', 'dismissed') AND state <> ?1`)
        .bind(state, this.#app, report),
      notedIfChanged(this.#db, this.#app, note),
    ])
    return this.find(report)
  }

  /** One of this person's own; null when they have none of this id. */
  async own(report: ReportId, reporter: UserId): Promise<OwnReport | null> {
    return ownOf(await this.#own(report, reporter).first())
  }

  /** What its reporter says of it now, while it is open. Answers it as it is then. */
  async reword(report: ReportId, reporter: UserId, { said, note }: Rewording): Promise<OwnReport | null> {
    const values = said === null ? [null, null, null] : [said.reason, severityRank(severityOf(said.reason)), said.weight]
    const [, found] = await this.#db.batch([
      this.#db
        .prepare(
          `UPDATE reports SET reason = coalesce(?1, reason), severity = coalesce(?2, severity), weight = coalesce(?3, weight),
             note = coalesce(?4, note) WHERE app_id = ?5 AND report_id = ?6 AND reporter_id = ?7 AND state = 'open'`,
        )
        .bind(...values, note, this.#app, report, reporter),
      this.#own(report, reporter),
    ])
    return ownOf(found?.results[0])
  }

  /** Takes one back for its reporter, while it is open. Answers it as it is then. */
  async withdraw(report: ReportId, reporter: UserId, note: AuditNote): Promise<OwnReport | null> {
    const [, , found] = await this.#db.batch([
      this.#db
        .prepare(`UPDATE reports SET state = 'withdrawn' WHERE app_id = ? AND report_id = ? AND reporter_id = ? AND state = 'open'`)
        .bind(this.#app, report, reporter),
      notedIfChanged(this.#db, this.#app, note),
      this.#own(report, reporter),
    ])
    return ownOf(found?.results[0])
  }

  #own(report: ReportId, reporter: UserId): D1PreparedStatement {
    return this.#db
      .prepare(`SELECT ${columns} FROM reports WHERE app_id = ? AND report_id = ? AND reporter_id = ?`)
      .bind(this.#app, report, reporter)
  }

  /** For a batch: these, as far as they are open and about this person, are settled by an action. */
  settling(reports: readonly ReportId[], subject: UserId, action: string): D1PreparedStatement {
    return this.#db
      .prepare(
        `UPDATE reports SET state = 'actioned', action_id = ? WHERE app_id = ? AND subject_id = ? AND state = 'open'
           AND report_id IN (SELECT value FROM json_each(?))`,
      )
      .bind(action, this.#app, subject, JSON.stringify(reports))
  }
}
