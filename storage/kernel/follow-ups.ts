/**
 * What follows from a change of an app outside this database: written in the change's own batch, so that it can not be forgotten, and done
 * by whoever comes: the request at once, the cron later. A row leaves only when it was done after every isolate knows of the change.
 */
import * as z from 'zod'
import { appId } from '../../contract/ids.ts'
import type { AppId, KeyId, ModerationActionId } from '../../contract/ids.ts'

/** Doors hold what they know for up to 5 s, and a clock may be a little off. */
export const settledMs = 10_000

const backoff = { minMs: 60_000, maxMs: 3_600_000 } as const

const row = z.object({
  app_id: appId,
  kind: z.enum(['close_sockets', 'recount_interactions', 'tell_action']),
  subject: z.string(),
  since: z.int(),
  attempts: z.int(),
})
export type FollowUp = z.infer<typeof row>

const columns = 'app_follow_ups (app_id, kind, subject, since, due_at)'
const anew = 'ON CONFLICT DO UPDATE SET since = excluded.since, due_at = excluded.due_at, attempts = 0'

/** For a batch, after the UPDATE that revoked the key at `now`: nothing when it was revoked before. */
export const closingSocketsOfKey = (db: D1Database, app: AppId, key: KeyId, now: number): D1PreparedStatement =>
  db
    .prepare(
      `INSERT INTO ${columns} SELECT app_id, 'close_sockets', key_id, ?3, ?4 FROM app_keys
       WHERE app_id = ?1 AND key_id = ?2 AND revoked_at = ?3 ${anew}`,
    )
    .bind(app, key, now, now + settledMs)

/** For a batch, after the UPDATE that archived the app at `now`: all its sockets, which the app's own id names. */
export const closingSocketsOfApp = (db: D1Database, app: AppId, now: number): D1PreparedStatement =>
  db
    .prepare(
      `INSERT INTO ${columns} SELECT app_id, 'close_sockets', app_id, ?2, ?3 FROM apps WHERE app_id = ?1 AND archived_at = ?2 ${anew}`,
    )
    .bind(app, now, now + settledMs)

/** For a batch that changed the app's interaction patterns. */
export const recounting = (db: D1Database, app: AppId, now: number): D1PreparedStatement =>
  db.prepare(`INSERT INTO ${columns} VALUES (?, 'recount_interactions', '', ?, ?) ${anew}`).bind(app, now, now + settledMs)

/** For a batch, after the statement that took or lifted a moderation action at `now`: nothing when it did neither. */
export const tellingAction = (db: D1Database, app: AppId, action: ModerationActionId, now: number): D1PreparedStatement =>
  db
    .prepare(
      `INSERT INTO ${columns} SELECT app_id, 'tell_action', action_id, ?3, ?4 FROM moderation_actions
       WHERE app_id = ?1 AND action_id = ?2 AND (created_at = ?3 OR lifted_at = ?3) ${anew}`,
    )
    .bind(app, action, now, now + settledMs)

/** Of all apps, longest due first. */
export const dueFollowUps = async (db: D1Database, now: number, limit: number): Promise<FollowUp[]> => {
  const { results } = await db
    .prepare('SELECT app_id, kind, subject, since, attempts FROM app_follow_ups WHERE due_at <= ? ORDER BY due_at LIMIT ?')
    .bind(now, limit)
    .all()
  return results.map((result) => row.parse(result))
}

/** `since` names the change: a later one keeps its row. */
const mine = 'WHERE app_id = ? AND kind = ? AND subject = ? AND since = ?'
const naming = ({ app_id, kind, subject, since }: FollowUp) => [app_id, kind, subject, since] as const

export const followUpDone = async (db: D1Database, done: FollowUp): Promise<void> => {
  await db
    .prepare(`DELETE FROM app_follow_ups ${mine}`)
    .bind(...naming(done))
    .run()
}

/** It failed: again after a while, twice as long each time. */
export const followUpLater = async (db: D1Database, failed: FollowUp, now: number): Promise<void> => {
  const wait = Math.min(backoff.maxMs, backoff.minMs * 2 ** failed.attempts)
  await db
    .prepare(`UPDATE app_follow_ups SET attempts = attempts + 1, due_at = ? ${mine}`)
    .bind(now + wait, ...naming(failed))
    .run()
}
