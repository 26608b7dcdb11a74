/**
 * Answers of requests that carried an `Idempotency-Key`, kept for 24 h so that a repetition gets the same one. Expired
 * ones are not told any more, and are deleted at the daily prune. Owns no rule of events: those dedupe by id anyway.
 */
import type { Recalled } from '../../contract/telemetry.ts'
import { limits } from './limits.ts'

type Row = { request_hash: string; answer: string; expires_at: number }

export class AnswerStore {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  recall(key: string, requestHash: string, now: number): Recalled {
    const row = this.#sql.exec<Row>('SELECT request_hash, answer, expires_at FROM answers WHERE key = ?', key).toArray()[0]
    if (row === undefined || row.expires_at <= now) return { kind: 'new' }
    return row.request_hash === requestHash ? { kind: 'answered', answer: row.answer } : { kind: 'other_request' }
  }

  /** Of requests at the same time, the first to be answered stays. */
  remember(key: string, requestHash: string, answer: string, now: number): void {
    this.#sql.exec(
      `INSERT INTO answers (key, request_hash, answer, expires_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (key) DO UPDATE SET request_hash = excluded.request_hash, answer = excluded.answer, expires_at = excluded.expires_at
       WHERE expires_at <= ?`,
      key,
      requestHash,
      answer,
      now + limits.answerKeptMs,
      now,
    )
  }

  any(): boolean {
    return this.#sql.exec('SELECT 1 FROM answers LIMIT 1').toArray().length > 0
  }

  prune(now: number): void {
    this.#sql.exec('DELETE FROM answers WHERE expires_at <= ?', now)
  }
}
