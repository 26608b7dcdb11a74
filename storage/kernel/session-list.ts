/** A person's live sign-ins as they see them, latest first. Opening, rotating and ending them is `sessions.ts`'s. */
import * as z from 'zod'
import { authSession } from '../../contract/identity.ts'
import type { AuthSession } from '../../contract/identity.ts'
import type { AppId, SessionId, UserId } from '../../contract/ids.ts'
import type { Page } from '../../domain/events/event-store.ts'
import { listPage, timeColumn } from './columns.ts'
import type { PageInput } from './columns.ts'

type Whose = { readonly app: AppId; readonly user: UserId; readonly current: SessionId; readonly now: number }

const row = z.object({
  ...authSession.omit({ current: true }).shape,
  created_at: timeColumn,
  refreshed_at: timeColumn,
  expires_at: timeColumn,
})

/** Null when the cursor is not one of this list. */
export const listSessionPage = (db: D1Database, { app, user, current, now }: Whose, page: PageInput): Promise<Page<AuthSession> | null> =>
  listPage(
    page,
    ([at, id], limit) =>
      db
        .prepare(
          `SELECT session_id AS id, method, user_agent, created_at, refreshed_at, expires_at FROM auth_sessions
           WHERE app_id = ? AND user_id = ? AND revoked_at IS NULL AND expires_at > ? AND (created_at, session_id) < (?, ?)
           ORDER BY created_at DESC, session_id DESC LIMIT ?`,
        )
        .bind(app, user, now, at, id, limit),
    (found) => {
      const session = row.parse(found)
      return { ...session, current: session.id === current }
    },
  )

/** For the cron: a week after its end nothing needs a sign-in any more. */
export const purgeSessions = async (db: D1Database, now: number): Promise<void> => {
  const before = now - 7 * 86_400_000
  await db.prepare('DELETE FROM auth_sessions WHERE expires_at < ?').bind(before).run()
}
