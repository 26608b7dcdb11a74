/** Apps as their operators see and set them up. An app is seen through a role in it: without one there is no such app. */
import * as z from 'zod'
import { app as appShape } from '../../contract/apps.ts'
import type { App, AppChanges } from '../../contract/apps.ts'
import type { AuditNote } from '../../contract/audit.ts'
import type { AppId, UserId } from '../../contract/ids.ts'
import { measures } from '../../contract/measures.ts'
import type { Measure } from '../../contract/measures.ts'
import { appRules } from '../../domain/apps/app-rules.ts'
import type { AppConfiguration } from '../../domain/apps/app-rules.ts'
import type { Page } from '../../domain/events/event-store.ts'
import { notedIfChanged } from './audit-outbox.ts'
import { jsonColumn, listPage, timeColumn } from './columns.ts'
import type { PageInput } from './columns.ts'
import { closingSocketsOfApp, recounting } from './follow-ups.ts'

const columns = `a.app_id AS id, a.name, a.kind, a.session_ttl_s, a.interaction_patterns, a.origins, a.limits, a.measures, a.created_at, a.archived_at, m.role`

const row = z.object({
  ...appShape.shape,
  interaction_patterns: jsonColumn(appShape.shape.interaction_patterns),
  origins: jsonColumn(appShape.shape.origins),
  limits: jsonColumn(appShape.shape.limits),
  measures: jsonColumn(appShape.shape.measures),
  created_at: timeColumn,
  archived_at: timeColumn.nullable(),
})
const appOf = (found: unknown): App => row.parse(found)

export type NewApp = { readonly id: AppId; readonly configuration: AppConfiguration; readonly eventShard: number }
/** Who does it, when, and what is noted of it. */
export type Act = { readonly user: UserId; readonly now: number; readonly note: AuditNote }

/** Null when they own as many as anyone may. */
export const createApp = async (
  db: D1Database,
  { id, configuration, eventShard }: NewApp,
  { user, now, note }: Act,
): Promise<App | null> => {
  const { name, session_ttl_s, interaction_patterns, origins, limits, measures: defined } = configuration
  const texts = [interaction_patterns, origins, limits, defined].map((value) => JSON.stringify(value))
  const [inserted] = await db.batch([
    db
      .prepare(
        `INSERT INTO apps (app_id, name, session_ttl_s, interaction_patterns, origins, limits, measures, event_shard, created_at)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9
         WHERE (SELECT count(*) FROM members m JOIN apps a USING (app_id)
                WHERE m.user_id = ?10 AND m.role = 'owner' AND a.archived_at IS NULL) < ${appRules.ownedApps}`,
      )
      .bind(id, name, session_ttl_s, ...texts, eventShard, now, user),
    notedIfChanged(db, id, note),
    db
      .prepare(`INSERT INTO members (app_id, user_id, role, created_at) SELECT app_id, ?, 'owner', ? FROM apps WHERE app_id = ?`)
      .bind(user, now, id),
  ])
  return inserted?.meta.changes === 0 ? null : findApp(db, id, user)
}

/** Null without a role in it, and when it is archived. */
export const findApp = async (db: D1Database, app: AppId, user: UserId): Promise<App | null> => {
  const found = await db
    .prepare(`SELECT ${columns} FROM apps a JOIN members m USING (app_id) WHERE a.app_id = ? AND m.user_id = ? AND a.archived_at IS NULL`)
    .bind(app, user)
    .first()
  return found === null ? null : appOf(found)
}

/** The live apps that a person has a role in, latest first. Null when the cursor is not one of this list. */
export const listApps = (db: D1Database, user: UserId, page: PageInput): Promise<Page<App> | null> =>
  listPage(
    page,
    ([created, id], limit) =>
      db
        .prepare(
          `SELECT ${columns} FROM members m JOIN apps a USING (app_id)
           WHERE m.user_id = ? AND a.archived_at IS NULL AND (a.created_at, a.app_id) < (?, ?)
           ORDER BY a.created_at DESC, a.app_id DESC LIMIT ?`,
        )
        .bind(user, created, id, limit),
    appOf,
  )

/** The app of operators is not changed this way. */
const changeable = `app_id = ? AND kind = 'tenant' AND archived_at IS NULL`

/** Null when there is no such app (any more). */
export const updateApp = async (db: D1Database, app: AppId, changes: AppChanges, { user, now, note }: Act): Promise<App | null> => {
  const text = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value))
  const [updated] = await db.batch([
    db
      .prepare(
        `UPDATE apps SET name = coalesce(?, name), session_ttl_s = coalesce(?, session_ttl_s), origins = coalesce(?, origins),
           interaction_patterns = coalesce(?, interaction_patterns), limits = coalesce(?, limits),
           measures = coalesce(?, measures) WHERE ${changeable}`,
      )
      .bind(
        changes.name ?? null,
        changes.session_ttl_s ?? null,
        text(changes.origins),
        text(changes.interaction_patterns),
        text(changes.limits),
        text(changes.measures),
        app,
      ),
    notedIfChanged(db, app, note),
    ...(changes.interaction_patterns === undefined ? [] : [recounting(db, app, now)]),
  ])
  return updated?.meta.changes === 0 ? null : findApp(db, app, user)
}

/** What an app defines over its own events. */
export const measuresOf = async (db: D1Database, app: AppId): Promise<readonly Measure[]> => {
  const text = await db.prepare(`SELECT measures FROM apps WHERE app_id = ?`).bind(app).first('measures')
  return text === null ? [] : jsonColumn(measures).parse(text)
}

/** Everything of it stays. The caller reads the app before: after, nobody can. False when there is no such app (any more). */
export const archiveApp = async (db: D1Database, app: AppId, { now, note }: Omit<Act, 'user'>): Promise<boolean> => {
  const [archived] = await db.batch([
    db.prepare(`UPDATE apps SET archived_at = ? WHERE ${changeable}`).bind(now, app),
    notedIfChanged(db, app, note),
    closingSocketsOfApp(db, app, now),
  ])
  return archived?.meta.changes !== 0
}
