/** Apps as realms of people: settings by id for tokens, the console, and who is what in an app. Reads that come before a tenant is known. */
import * as z from 'zod'
import { appId, newId } from '../../contract/ids.ts'
import type { AppId, UserId } from '../../contract/ids.ts'
import type { AppSettings } from '../../contract/keys.ts'
import { role } from '../../contract/roles.ts'
import type { Role } from '../../contract/roles.ts'
import { appColumns, appRow } from './app-directory.ts'

/** Null for an app that does not exist or is archived. */
export const findLiveApp = async (db: D1Database, app: AppId): Promise<AppSettings | null> => {
  const found = await db.prepare(`SELECT ${appColumns} FROM apps WHERE app_id = ? AND archived_at IS NULL`).bind(app).first()
  return found === null ? null : appRow.parse(found)
}

const consoleQuery = `SELECT ${appColumns} FROM apps WHERE kind = 'console' ORDER BY created_at LIMIT 1`

/** The built-in app of operators; made on first use. */
export const consoleApp = async (db: D1Database, now: number): Promise<AppSettings> => {
  const found = (await db.prepare(consoleQuery).first()) ?? (await makeConsole(db, now))
  return appRow.parse(found)
}

const makeConsole = async (db: D1Database, now: number): Promise<unknown> => {
  await db
    .prepare(
      `INSERT INTO apps (app_id, name, kind, event_shard, created_at)
       SELECT ?, 'Console', 'console', 0, ? WHERE NOT EXISTS (SELECT 1 FROM apps WHERE kind = 'console')`,
    )
    .bind(appId.parse(newId()), now)
    .run()
  return db.prepare(consoleQuery).first()
}

const roleRow = z.object({ role })

/** What an operator is in an app that is not archived; null when nothing. */
export const findRole = async (db: D1Database, app: AppId, user: UserId): Promise<Role | null> => {
  const found = await db
    .prepare(
      `SELECT m.role FROM members m JOIN users u ON u.user_id = m.user_id JOIN apps a ON a.app_id = m.app_id
       WHERE m.app_id = ? AND m.user_id = ? AND u.disabled_at IS NULL AND a.archived_at IS NULL`,
    )
    .bind(app, user)
    .first()
  return found === null ? null : roleRow.parse(found).role
}
