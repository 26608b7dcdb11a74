/** Storing queue messages that kept failing: readable, with their reason, until someone replays them. Reading is `ops.ts`'s. */

export type DeadLetter = {
  /** The same message gives the same id, so that parking it twice is parking it once. */
  readonly id: string
  readonly queue: string
  /** Null when the body does not even say whose it is. */
  readonly appId: string | null
  readonly body: string
  readonly error: string
  readonly attempts: number
  /** Epoch ms. */
  readonly firstSentAt: number
}

/** A letter that was replayed and comes back is open again. */
const store = `
  INSERT INTO dead_letters (id, queue, app_id, body, error, attempts, first_sent_at, stored_at, replayed_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)
  ON CONFLICT (id) DO UPDATE
    SET error = excluded.error, attempts = excluded.attempts, stored_at = excluded.stored_at, replayed_at = NULL`

export const storeDeadLetter = async (db: D1Database, letter: DeadLetter, now: number): Promise<void> => {
  const { id, queue, appId, body, error, attempts, firstSentAt } = letter
  await db.prepare(store).bind(id, queue, appId, body, error, attempts, firstSentAt, now).run()
}
