/**
 * SQLite of a TelemetryShard: the outbox and the small facts about it. Sessions are in `session-store.ts`.
 * Every method is synchronous; the object wraps what belongs together in one transaction.
 */
import type { OutboxRow } from './outbox-rows.ts'
import type { StoredRow } from './pack.ts'

export type OutboxSize = { readonly rows: number; readonly bytes: number }

/** Seqs are handed out from blocks written ahead: one row per this many instead of one per insert. */
const seqBlock = 10_000

type OutboxRecord = {
  seq: number
  received_at: number
  bytes: number
  events: number
  quarantined: number
  sessions: number
  event_rows: string
  quarantine_rows: string
  session_rows: string
}

export class TelemetryShardStore {
  readonly #sql: SqlStorage
  #nextSeq = 0
  #blockEnd = 0

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  append(rows: readonly OutboxRow[]): void {
    for (const r of rows)
      this.#sql.exec(
        `INSERT INTO outbox (seq, received_at, bytes, events, quarantined, sessions, event_rows, quarantine_rows, session_rows)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        this.#seq(),
        r.receivedAt,
        r.bytes,
        r.counts.events,
        r.counts.quarantined,
        r.counts.sessions,
        r.events,
        r.quarantine,
        r.sessions,
      )
  }

  /** Forgets the block in memory: called when a transaction that may have taken one was rolled back. */
  forgetBlock(): void {
    this.#nextSeq = this.#blockEnd = 0
  }

  /** The next rows that a plan covers after `after`, about `maxBytes` of text, at least one if there is any. */
  toSend(plan: { readonly resendUpTo: number; readonly sentUpTo: number }, after: number, maxBytes: number): StoredRow[] {
    const rows: StoredRow[] = []
    let bytes = 0
    const cursor = this.#sql.exec<OutboxRecord>(
      'SELECT * FROM outbox WHERE seq > ? AND (seq <= ? OR seq > ?) ORDER BY seq',
      after,
      plan.resendUpTo,
      plan.sentUpTo,
    )
    for (const record of cursor) {
      rows.push(storedRow(record))
      bytes += record.bytes
      if (bytes >= maxBytes) break
    }
    return rows
  }

  /** Deletes what was confirmed; answers how much that was. Unknown seqs are confirmed already. */
  confirm(seqs: readonly number[]): OutboxSize {
    const freed = this.#sql
      .exec<{ bytes: number }>('DELETE FROM outbox WHERE seq IN (SELECT value FROM json_each(?)) RETURNING bytes', JSON.stringify(seqs))
      .toArray()
    return { rows: freed.length, bytes: freed.reduce((sum, row) => sum + row.bytes, 0) }
  }

  size(): OutboxSize {
    return this.#sql.exec<OutboxSize>('SELECT count(*) AS rows, coalesce(sum(bytes), 0) AS bytes FROM outbox').one()
  }

  /** The lowest unconfirmed seq. */
  oldestSeq(): number | null {
    return this.#sql.exec<{ seq: number | null }>('SELECT min(seq) AS seq FROM outbox').one().seq
  }

  /** `received_at` of the oldest unconfirmed row, of all or of those that hold events. */
  oldestReceived(only: 'all' | 'events'): number | null {
    const where = only === 'events' ? 'WHERE events > 0' : ''
    return this.#sql.exec<{ at: number | null }>(`SELECT min(received_at) AS at FROM outbox ${where}`).one().at
  }

  meta(key: 'prune_due' | 'seq_block'): number | null {
    return this.#sql.exec<{ value: number }>('SELECT value FROM meta WHERE key = ?', key).toArray()[0]?.value ?? null
  }

  setMeta(key: 'prune_due' | 'seq_block', value: number | null): void {
    if (value === null) this.#sql.exec('DELETE FROM meta WHERE key = ?', key)
    else this.#sql.exec('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value', key, value)
  }

  #seq(): number {
    if (this.#nextSeq === this.#blockEnd) {
      this.#nextSeq = this.meta('seq_block') ?? 1
      this.#blockEnd = this.#nextSeq + seqBlock
      this.setMeta('seq_block', this.#blockEnd)
    }
    return this.#nextSeq++
  }
}

const storedRow = (r: OutboxRecord): StoredRow => ({
  seq: r.seq,
  receivedAt: r.received_at,
  bytes: r.bytes,
  counts: { events: r.events, quarantined: r.quarantined, sessions: r.sessions },
  events: r.event_rows,
  quarantine: r.quarantine_rows,
  sessions: r.session_rows,
})
