/**
 * The secrets of a channel's LAB: kept here alone, several at a time while they are replaced. Whether a report is the LAB's is decided here, by
 * the Standard Webhooks library. Synchronous; transactions are the object's.
 */
import { Webhook, WebhookVerificationError } from 'standardwebhooks'
import type { ChannelSecret, SignedReport } from '../../contract/channel.ts'
import { newId } from '../../contract/ids.ts'

/** More at a time only come of rotating by mistake: then the oldest end. */
const most = 5

type SecretRow = { id: string; secret: string; created_at: number; ends_at: number | null }

export class LabSecrets {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** Whether a secret that holds at `now` signed exactly this, and lately (the library's five minutes). */
  verifies({ id, timestamp, signature, body }: SignedReport, now: number): boolean {
    const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature }
    return this.#holding(now).some(({ secret }) => opens(secret, body, headers))
  }

  /** The new one holds from now on; those before it for `overlapMs` at most, and none longer than it would have. Answers its id. */
  add(secret: string, overlapMs: number, now: number): string {
    const id = newId()
    this.#sql.exec('UPDATE secrets SET ends_at = min(coalesce(ends_at, ?1), ?1)', now + overlapMs)
    this.#sql.exec('DELETE FROM secrets WHERE ends_at <= ?', now)
    this.#sql.exec('INSERT INTO secrets (id, secret, created_at, ends_at) VALUES (?, ?, ?, NULL)', id, secret, now)
    this.#sql.exec('DELETE FROM secrets WHERE id NOT IN (SELECT id FROM secrets ORDER BY id DESC LIMIT ?)', most)
    return id
  }

  /** Those that hold, newest first, without themselves. */
  list(now: number): ChannelSecret[] {
    return this.#holding(now).map(({ id, created_at: created, ends_at: ends }) => ({
      id,
      created_at: new Date(created).toISOString(),
      ends_at: ends === null ? null : new Date(ends).toISOString(),
    }))
  }

  #holding(now: number): SecretRow[] {
    return this.#sql.exec<SecretRow>('SELECT * FROM secrets WHERE ends_at IS NULL OR ends_at > ? ORDER BY id DESC', now).toArray()
  }
}

const opens = (secret: string, body: string, headers: Record<string, string>): boolean => {
  try {
    new Webhook(secret).verify(body, headers, { jsonParse: false })
    return true
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false
    throw error
  }
}
