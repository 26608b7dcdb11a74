/** What one app decides for its modes. Doors and objects keep what they read here for at most 5 s. */
import type { AuditNote } from '../../contract/audit.ts'
import type { AppId } from '../../contract/ids.ts'
import { appPolicies, defaultPolicies } from '../../contract/policy.ts'
import type { AppPolicies } from '../../contract/policy.ts'
import { noted } from './audit-outbox.ts'
import { jsonColumn } from './columns.ts'

const column = jsonColumn(appPolicies)

/** The defaults for an app that decided nothing; what is newer than a stored decision has its default in it, too. */
export const readPolicies = async (db: D1Database, app: AppId): Promise<AppPolicies> => {
  const found = await db.prepare('SELECT policies FROM app_policies WHERE app_id = ?').bind(app).first('policies')
  return found === null ? defaultPolicies : column.parse(found)
}

/** All of them each time. */
export const writePolicies = async (
  db: D1Database,
  app: AppId,
  policies: AppPolicies,
  { now, note }: { readonly now: number; readonly note: AuditNote },
): Promise<void> => {
  await db.batch([
    db
      .prepare(
        `INSERT INTO app_policies (app_id, policies, updated_at) VALUES (?, ?, ?)
         ON CONFLICT (app_id) DO UPDATE SET policies = excluded.policies, updated_at = excluded.updated_at`,
      )
      .bind(app, JSON.stringify(policies), now),
    noted(db, app, note),
  ])
}
