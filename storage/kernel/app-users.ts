/** The people of one app, as its server and its operators see and manage them. Their ways in are kept elsewhere. */
import * as z from 'zod'
import { person as personShape } from '../../contract/apps.ts'
import type { Person } from '../../contract/apps.ts'
import type { AuditNote } from '../../contract/audit.ts'
import { sessionId } from '../../contract/ids.ts'
import type { AppId, SessionId, UserId } from '../../contract/ids.ts'
import type { Page } from '../../domain/events/event-store.ts'
import { notedIfChanged } from './audit-outbox.ts'
import { listPage, timeColumn } from './columns.ts'
import type { PageInput } from './columns.ts'
import { endingSessions } from './sessions.ts'

const columns = 'user_id AS id, email, email_verified_at IS NOT NULL AS email_verified, display_name, created_at, disabled_at'

const row = z.object({
  ...personShape.shape,
  email_verified: z.int().transform((verified) => verified === 1),
  created_at: timeColumn,
  disabled_at: timeColumn.nullable(),
})
const personOf = (found: unknown): Person => row.parse(found)

const endedRow = z.object({ session_id: sessionId })

type Act = { readonly now: number; readonly note: AuditNote }

export class AppUsers {
  readonly #db: D1Database
  readonly #app: AppId

  constructor(db: D1Database, app: AppId) {
    this.#db = db
    this.#app = app
  }

  /** Latest first. Null when the cursor is not one of this list. */
  list(email: string | undefined, page: PageInput): Promise<Page<Person> | null> {
    const rows = ([created, id]: readonly [number, string], limit: number): D1PreparedStatement =>
      this.#db
        .prepare(
          `SELECT ${columns} FROM users WHERE app_id = ?1 AND (?2 IS NULL OR email = ?2) AND (created_at, user_id) < (?3, ?4)
           ORDER BY created_at DESC, user_id DESC LIMIT ?5`,
        )
        .bind(this.#app, email ?? null, created, id, limit)
    return listPage(page, rows, personOf)
  }

  async find(user: UserId): Promise<Person | null> {
    const found = await this.#db.prepare(`SELECT ${columns} FROM users WHERE app_id = ? AND user_id = ?`).bind(this.#app, user).first()
    return found === null ? null : personOf(found)
  }

  /** Ends all sign-ins too; answers which. Of somebody who is disabled already nothing changes and nothing is noted. */
  async disable(user: UserId, { now, note }: Act): Promise<readonly SessionId[]> {
    const results = await this.#db.batch([
      this.#db
        .prepare('UPDATE users SET disabled_at = ? WHERE app_id = ? AND user_id = ? AND disabled_at IS NULL')
        .bind(now, this.#app, user),
      notedIfChanged(this.#db, this.#app, note),
      ...endingSessions(this.#db, this.#app, { user }, { reason: 'disabled', now }),
    ])
    return (results.at(-1)?.results ?? []).map((ended) => endedRow.parse(ended).session_id)
  }

  async enable(user: UserId, { note }: Act): Promise<void> {
    await this.#db.batch([
      this.#db
        .prepare('UPDATE users SET disabled_at = NULL WHERE app_id = ? AND user_id = ? AND disabled_at IS NOT NULL')
        .bind(this.#app, user),
      notedIfChanged(this.#db, this.#app, note),
    ])
  }
}
