/** Sessions that ended while access tokens of theirs may live. Spans apps: every isolate polls the one list. */
import * as z from 'zod'
import { appId, sessionId } from '../../contract/ids.ts'
import type { SessionId } from '../../contract/ids.ts'
import type { RevocationSource } from '../../domain/identity/revocation-list.ts'

const row = z.object({ session_id: sessionId, revoked_at: z.int() })

export const revocationSource = (db: D1Database): RevocationSource => ({
  since: async (at) => {
    const { results } = await db.prepare('SELECT session_id, revoked_at FROM revocations WHERE revoked_at > ?').bind(at).all()
    return results.map((result) => row.parse(result))
  },
})

const untoldRow = z.object({ session_id: sessionId, app_id: appId })

/** Sessions that ended before a moment and whose sockets were not yet looked for once more. */
export const untoldRevocations = async (db: D1Database, before: number): Promise<z.infer<typeof untoldRow>[]> => {
  const { results } = await db
    .prepare('SELECT session_id, app_id FROM revocations WHERE told_at IS NULL AND revoked_at < ? ORDER BY revoked_at LIMIT 200')
    .bind(before)
    .all()
  return results.map((result) => untoldRow.parse(result))
}

export const markTold = async (db: D1Database, sessions: readonly SessionId[], now: number): Promise<void> => {
  await db
    .prepare('UPDATE revocations SET told_at = ? WHERE session_id IN (SELECT value FROM json_each(?))')
    .bind(now, JSON.stringify(sessions))
    .run()
}

/** For the cron: rows that no token can outlive any more. */
export const purgeRevocations = async (db: D1Database, before: number): Promise<void> => {
  await db.prepare('DELETE FROM revocations WHERE revoked_at < ?').bind(before).run()
}
