/**
 * Answers of a person's writes that carried an `Idempotency-Key`, for 24 h. Of requests at the same time one goes on; one that died frees its
 * place after `leaseMs`, and who tries again makes what it was about to make, under the same id.
 */
import * as z from 'zod'

export const keptAnswers = {
  keepMs: 24 * 3_600_000,
  /** Longer than any write of the door takes. */
  leaseMs: 30_000,
  /** Of one person; more than somebody who is held to their limits needs. */
  keys: 10_000,
} as const

/** The columns of `answers`; `status` null while the write is under way. Times are epoch ms. */
export const answersTable = `CREATE TABLE answers (
  key TEXT PRIMARY KEY, request TEXT NOT NULL, new_id TEXT NOT NULL, until INTEGER NOT NULL, status INTEGER, body TEXT
) WITHOUT ROWID;
CREATE INDEX answers_until ON answers (until);`

/** `request`: a digest of method, path and body. `newId`: used if this is the first of its key. */
export type OnceAsk = { readonly key: string; readonly request: string; readonly newId: string }

export type OnceFound =
  /** This request goes on, and settles. `newId`: of what it makes, the same as of one that died before. `until` names its turn. */
  | { readonly kind: 'reserved'; readonly newId: string; readonly until: number }
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  | { readonly kind: 'under_way' | 'other_request' | 'too_many' }

/** `answer` null: not worth keeping, the next request with the key tries again. */
export type OnceSettled = {
  readonly key: string
  readonly until: number
  readonly answer: { readonly status: number; readonly body: string } | null
}

const row = z.object({
  request: z.string(),
  new_id: z.string(),
  until: z.int(),
  status: z.int().nullable(),
  body: z.string().nullable(),
})

/** Synchronous: the object's one turn is what makes it safe. */
export class KeptAnswers {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  reserve({ key, request, newId }: OnceAsk, now: number): OnceFound {
    // A write that died leaves its id for as long as its answer would have been kept.
    this.#sql.exec('DELETE FROM answers WHERE until <= ? AND (status IS NOT NULL OR until <= ?)', now, now - keptAnswers.keepMs)
    const [found] = this.#sql.exec('SELECT request, new_id, until, status, body FROM answers WHERE key = ?', key).toArray()
    const held = found === undefined ? null : row.parse(found)
    if (held === null) return this.#begin(key, request, newId, now)
    if (held.request !== request) return { kind: 'other_request' }
    if (held.status !== null && held.body !== null) return { kind: 'answered', status: held.status, body: held.body }
    return held.until <= now ? this.#begin(key, request, held.new_id, now) : { kind: 'under_way' }
  }

  /** A turn that was lost to a later request changes nothing. */
  settle({ key, until, answer }: OnceSettled, now: number): void {
    const mine = 'WHERE key = ? AND until = ? AND status IS NULL'
    if (answer === null) this.#sql.exec(`UPDATE answers SET until = ? ${mine}`, now, key, until)
    else
      this.#sql.exec(
        `UPDATE answers SET status = ?, body = ?, until = ? ${mine}`,
        answer.status,
        answer.body,
        now + keptAnswers.keepMs,
        key,
        until,
      )
  }

  #begin(key: string, request: string, newId: string, now: number): OnceFound {
    const { count } = this.#sql.exec<{ count: number }>('SELECT count(*) AS count FROM answers').one()
    if (count >= keptAnswers.keys) return { kind: 'too_many' }
    const until = now + keptAnswers.leaseMs
    this.#sql.exec('INSERT OR REPLACE INTO answers (key, request, new_id, until) VALUES (?, ?, ?, ?)', key, request, newId, until)
    return { kind: 'reserved', newId, until }
  }
}
