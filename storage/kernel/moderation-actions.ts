/**
 * What moderators, or the platform by itself, did about people of one app. Each write carries its audit note, and the follow-up by which the
 * person's object learns of it whatever dies.
 */
import * as z from 'zod'
import type { AuditNote } from '../../contract/audit.ts'
import { moderationActionId, roomId, userId } from '../../contract/ids.ts'
import type { AppId, ModerationActionId, ReportId, UserId } from '../../contract/ids.ts'
import { actionExplanation, actionKind, reportReason } from '../../contract/moderation.ts'
import type { ModerationAction } from '../../contract/moderation.ts'
import type { Page } from '../../domain/events/event-store.ts'
import type { ActionRecord } from '../../domain/moderation/action-rules.ts'
import { actionView } from '../../domain/moderation/views.ts'
import { noted, notedIfChanged } from './audit-outbox.ts'
import { jsonColumn, listPage } from './columns.ts'
import type { PageInput } from './columns.ts'
import { tellingAction } from './follow-ups.ts'
import { AppReports } from './reports.ts'

const columns =
  'action_id AS id, user_id, kind, session_id, reason, note, appeal_note, by_id, created_at, expires_at, lifted_at, lifted_by, explanation'

const row = z
  .object({
    id: moderationActionId,
    user_id: userId,
    kind: actionKind,
    session_id: roomId.nullable(),
    reason: reportReason,
    note: z.string().nullable(),
    appeal_note: z.string().nullable(),
    by_id: userId.nullable(),
    created_at: z.int(),
    expires_at: z.int().nullable(),
    lifted_at: z.int().nullable(),
    lifted_by: userId.nullable(),
    explanation: jsonColumn(actionExplanation).nullable(),
  })
  .transform((found): ActionRecord => ({
    id: found.id,
    user: found.user_id,
    kind: found.kind,
    session: found.session_id,
    reason: found.reason,
    note: found.note,
    appealNote: found.appeal_note,
    by: found.by_id,
    at: found.created_at,
    expiresAt: found.expires_at,
    liftedAt: found.lifted_at,
    liftedBy: found.lifted_by,
    explanation: found.explanation,
  }))

/** ?1 the app, ?2 the person, ?3 now: what holds and is more than told. */
const inForce = `app_id = ?1 AND user_id = ?2 AND kind <> 'warn' AND lifted_at IS NULL AND (expires_at IS NULL OR expires_at > ?3)`

/** `by` null: the app's server. */
type Lifting = { readonly by: UserId | null; readonly now: number; readonly note: AuditNote }

export class ModerationActions {
  readonly #db: D1Database
  readonly #app: AppId

  constructor(db: D1Database, app: AppId) {
    this.#db = db
    this.#app = app
  }

  /** With the open reports about the same person that it settles. */
  async take(action: ActionRecord, reports: readonly ReportId[], note: AuditNote): Promise<void> {
    await this.#db.batch([
      this.#inserting(action, 'WHERE true'),
      noted(this.#db, this.#app, note),
      tellingAction(this.#db, this.#app, action.id, action.at),
      new AppReports(this.#db, this.#app).settling(reports, action.user, action.id),
    ])
  }

  /** By the platform itself, unless the person is banned or in quarantine already. Whether it was laid; one write, so never twice. */
  async quarantine(action: ActionRecord, note: AuditNote): Promise<boolean> {
    const [laid] = await this.#db.batch([
      this.#inserting(
        action,
        `WHERE NOT EXISTS (SELECT 1 FROM moderation_actions WHERE app_id = ?2 AND user_id = ?3 AND kind IN ('quarantine', 'ban')
           AND session_id IS NULL AND lifted_at IS NULL AND (expires_at IS NULL OR expires_at > ?10))`,
      ),
      notedIfChanged(this.#db, this.#app, note),
      tellingAction(this.#db, this.#app, action.id, action.at),
    ])
    return laid?.meta.changes === 1
  }

  #inserting(action: ActionRecord, condition: string): D1PreparedStatement {
    const { id, user, kind, session, reason, note, appealNote, by, at, expiresAt, explanation } = action
    const why = explanation === null ? null : JSON.stringify(explanation)
    return this.#db
      .prepare(
        `INSERT INTO moderation_actions
           (action_id, app_id, user_id, kind, session_id, reason, note, appeal_note, by_id, created_at, expires_at, explanation)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12 ${condition}`,
      )
      .bind(id, this.#app, user, kind, session, reason, note, appealNote, by, at, expiresAt, why)
  }

  async find(action: ModerationActionId): Promise<ActionRecord | null> {
    const found = await this.#db
      .prepare(`SELECT ${columns} FROM moderation_actions WHERE app_id = ? AND action_id = ?`)
      .bind(this.#app, action)
      .first()
    return found === null ? null : row.parse(found)
  }

  /** Those of these ids that there are. */
  async some(actions: readonly ModerationActionId[]): Promise<ActionRecord[]> {
    const { results } = await this.#db
      .prepare(`SELECT ${columns} FROM moderation_actions WHERE app_id = ? AND action_id IN (SELECT value FROM json_each(?))`)
      .bind(this.#app, JSON.stringify(actions))
      .all()
    return results.map((found) => row.parse(found))
  }

  /** What restricts a person now, for their object when it begins. */
  async inForce(user: UserId, now: number): Promise<ActionRecord[]> {
    const { results } = await this.#db
      .prepare(`SELECT ${columns} FROM moderation_actions WHERE ${inForce} ORDER BY created_at`)
      .bind(this.#app, user, now)
      .all()
    return results.map((found) => row.parse(found))
  }

  /** When a quarantine of the person was last lifted; null when none was. */
  async reviewedAt(user: UserId): Promise<number | null> {
    const found = await this.#db
      .prepare(`SELECT max(lifted_at) AS at FROM moderation_actions WHERE app_id = ? AND user_id = ? AND kind = 'quarantine'`)
      .bind(this.#app, user)
      .first('at')
    return typeof found === 'number' ? found : null
  }

  /** Latest first; of everyone, or of one person. Null when the cursor is not one of this list. */
  list(user: UserId | undefined, page: PageInput): Promise<Page<ModerationAction> | null> {
    return this.#page(user, page, actionView)
  }

  /** The same as records, for whoever shows a person what is theirs to know. */
  records(user: UserId, page: PageInput): Promise<Page<ActionRecord> | null> {
    return this.#page(user, page, (record) => record)
  }

  #page<T>(user: UserId | undefined, page: PageInput, viewOf: (record: ActionRecord) => T): Promise<Page<T> | null> {
    const rows = ([created, id]: readonly [number, string], limit: number): D1PreparedStatement =>
      this.#db
        .prepare(
          `SELECT ${columns} FROM moderation_actions WHERE app_id = ?1 AND (?2 IS NULL OR user_id = ?2) AND (created_at, action_id) < (?3, ?4)
           ORDER BY created_at DESC, action_id DESC LIMIT ?5`,
        )
        .bind(this.#app, user ?? null, created, id, limit)
    return listPage(page, rows, (found) => viewOf(row.parse(found)))
  }

  /** The action as lifted, also when it was before; null when there is none. */
  async lift(action: ModerationActionId, { by, now, note }: Lifting): Promise<ActionRecord | null> {
    await this.#db.batch([
      this.#db
        .prepare('UPDATE moderation_actions SET lifted_at = ?, lifted_by = ? WHERE app_id = ? AND action_id = ? AND lifted_at IS NULL')
        .bind(now, by, this.#app, action),
      notedIfChanged(this.#db, this.#app, note),
      tellingAction(this.#db, this.#app, action, now),
    ])
    return this.find(action)
  }
}
