/** What people of one app say against actions about them, and what was decided. */
import * as z from 'zod'
import type { AuditNote } from '../../contract/audit.ts'
import { appealId, moderationActionId, userId } from '../../contract/ids.ts'
import type { AppealId, AppId, ModerationActionId, UserId } from '../../contract/ids.ts'
import { appealState } from '../../contract/moderation.ts'
import type { Appeal, AppealDecision, AppealState } from '../../contract/moderation.ts'
import type { Page } from '../../domain/events/event-store.ts'
import { notedIfChanged } from './audit-outbox.ts'
import { listPage, timeColumn } from './columns.ts'
import type { PageInput } from './columns.ts'
import { tellingAction } from './follow-ups.ts'

const columns = 'appeal_id AS id, action_id, user_id, text, state, created_at, decided_at, decided_by, answer'

const row = z.object({
  id: appealId,
  action_id: moderationActionId,
  user_id: userId,
  text: z.string(),
  state: appealState,
  created_at: timeColumn,
  decided_at: timeColumn.nullable(),
  decided_by: userId.nullable(),
  answer: z.string().nullable(),
})
export type StoredAppeal = Appeal & { readonly decided_by: UserId | null }
const appealOf = (found: unknown): StoredAppeal => row.parse(found)

export type NewAppeal = { readonly id: AppealId; readonly action: ModerationActionId; readonly user: UserId; readonly text: string }

/** `by` null: the app's server. */
type Deciding = { readonly by: UserId | null; readonly now: number; readonly note: AuditNote }

export class Appeals {
  readonly #db: D1Database
  readonly #app: AppId

  constructor(db: D1Database, app: AppId) {
    this.#db = db
    this.#app = app
  }

  /** Null when there is one against the action already, or the action is not about this person. */
  async open({ id, action, user, text }: NewAppeal, { now, note }: { now: number; note: AuditNote }): Promise<StoredAppeal | null> {
    const insert = this.#db
      .prepare(
        `INSERT INTO appeals (appeal_id, app_id, action_id, user_id, text, created_at)
         SELECT ?1, app_id, action_id, user_id, ?5, ?6 FROM moderation_actions WHERE app_id = ?2 AND action_id = ?3 AND user_id = ?4
         ON CONFLICT DO NOTHING RETURNING ${columns}`,
      )
      .bind(id, this.#app, action, user, text, now)
    const [written] = await this.#db.batch([insert, notedIfChanged(this.#db, this.#app, note)])
    const [found] = written?.results ?? []
    return found === undefined ? null : appealOf(found)
  }

  async find(appeal: AppealId): Promise<StoredAppeal | null> {
    const found = await this.#db
      .prepare(`SELECT ${columns} FROM appeals WHERE app_id = ? AND appeal_id = ?`)
      .bind(this.#app, appeal)
      .first()
    return found === null ? null : appealOf(found)
  }

  /** Against these actions: for lists of them. */
  async against(actions: readonly ModerationActionId[]): Promise<StoredAppeal[]> {
    const { results } = await this.#db
      .prepare(`SELECT ${columns} FROM appeals WHERE app_id = ? AND action_id IN (SELECT value FROM json_each(?))`)
      .bind(this.#app, JSON.stringify(actions))
      .all()
    return results.map(appealOf)
  }

  /** Latest first. Null when the cursor is not one of this list. */
  list(state: AppealState, page: PageInput): Promise<Page<StoredAppeal> | null> {
    const rows = ([created, id]: readonly [number, string], limit: number): D1PreparedStatement =>
      this.#db
        .prepare(
          `SELECT ${columns} FROM appeals WHERE app_id = ? AND state = ? AND (created_at, appeal_id) < (?, ?)
           ORDER BY created_at DESC, appeal_id DESC LIMIT ?`,
        )
        .bind(this.#app, state, created, id, limit)
    return listPage(page, rows, appealOf)
  }

  /**
   * Null when it is decided already, or there is none. With `lifted` the action ends in the same write. Of two who decide at once one does,
   * and the note is theirs.
   */
  async decide(
    { id: appeal, action_id }: Pick<Appeal, 'id' | 'action_id'>,
    { state, answer }: AppealDecision,
    act: Deciding,
  ): Promise<StoredAppeal | null> {
    const update = this.#db
      .prepare(
        `UPDATE appeals SET state = ?, answer = ?, decided_at = ?, decided_by = ? WHERE app_id = ? AND appeal_id = ? AND state = 'open'
         RETURNING ${columns}`,
      )
      .bind(state, answer ?? null, act.now, act.by, this.#app, appeal)
    const telling = tellingAction(this.#db, this.#app, action_id, act.now)
    const [decided] = await this.#db.batch([update, notedIfChanged(this.#db, this.#app, act.note), this.#lifting(appeal, act), telling])
    const [found] = decided?.results ?? []
    return found === undefined ? null : appealOf(found)
  }

  /** Nothing is lifted by an appeal that was upheld, or twice. */
  #lifting(appeal: AppealId, { by, now }: Deciding): D1PreparedStatement {
    return this.#db
      .prepare(
        `UPDATE moderation_actions SET lifted_at = ?1, lifted_by = ?2 WHERE app_id = ?3 AND lifted_at IS NULL
           AND action_id = (SELECT action_id FROM appeals WHERE app_id = ?3 AND appeal_id = ?4 AND state = 'lifted')`,
      )
      .bind(now, by, this.#app, appeal)
  }
}
