/** What readiness asks of the databases: whether they answer, and when the rollup last wrote a snapshot of any app. Spans apps, tells of none. */

/** Throws when the database does not answer. */
export const ping = async (db: D1Database): Promise<void> => {
  await db.prepare('SELECT 1').first()
}

/** Epoch ms of the newest snapshot in one event database, null without any. Reads one small row per app. */
export const newestSnapshotAt = async (db: D1Database): Promise<number | null> =>
  (await db.prepare('SELECT max(refreshed_at) AS newest FROM snapshots').first<number>('newest')) ?? null
