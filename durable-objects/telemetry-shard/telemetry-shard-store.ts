/**
 * SQLite of a TelemetryShard: the outbox and the small facts about it. Sessions are in `session-store.ts`.
 * Every method is synchronous; the object wraps what belongs together in one transaction, and calls `reload` when one failed.
 * What is pending is also known in memory: with a backlog, a scan of the table would read every page of it.
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

type Pending = { readonly receivedAt: number; readonly bytes: number; readonly events: number }

export class TelemetryShardStore {
  readonly #sql: SqlStorage
  /** By seq, in rising order. */
  readonly #pending = new Map<number, Pending>()
  #bytes = 0
  #nextSeq = 0
  #blockEnd = 0

  constructor(sql: SqlStorage) {
    this.#sql = sql
    this.reload()
  }

  /** Reads anew what memory knows of SQLite. */
  reload(): void {
    this.#pending.clear()
    this.#bytes = this.#nextSeq = this.#blockEnd = 0
    const rows = this.#sql.exec<{ seq: number; received_at: number; bytes: number; events: number }>(
      'SELECT seq, received_at, bytes, events FROM outbox ORDER BY seq',
    )
    for (const { seq, received_at, bytes, events } of rows) this.#note(seq, { receivedAt: received_at, bytes, events })
  }

  append(rows: readonly OutboxRow[]): void {
    for (const r of rows) {
      const seq = this.#seq()
      const { events, quarantined, sessions } = r.counts
      this.#sql.exec(
        `INSERT INTO outbox (seq, received_at, bytes, events, quarantined, sessions, event_rows, quarantine_rows, session_rows)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        seq,
        r.receivedAt,
        r.bytes,
        events,
        quarantined,
        sessions,
        r.events,
        r.quarantine,
        r.sessions,
      )
      this.#note(seq, { receivedAt: r.receivedAt, bytes: r.bytes, events })
    }
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

  /** Deletes what was confirmed. Unknown seqs are confirmed already. */
  confirm(seqs: readonly number[]): void {
    this.#sql.exec('DELETE FROM outbox WHERE seq IN (SELECT value FROM json_each(?))', JSON.stringify(seqs))
    for (const seq of seqs) {
      this.#bytes -= this.#pending.get(seq)?.bytes ?? 0
      this.#pending.delete(seq)
    }
  }

  get size(): OutboxSize {
    return { rows: this.#pending.size, bytes: this.#bytes }
  }

  /** The lowest unconfirmed seq. */
  oldestSeq(): number | null {
    return this.#pending.keys().next().value ?? null
  }

  /** `received_at` of the oldest unconfirmed row, of all or of those that hold events. Doors' clocks differ, so it need not be the first. */
  oldestReceived(only: 'all' | 'events'): number | null {
    let oldest: number | null = null
    for (const { receivedAt, events } of this.#pending.values())
      if ((only === 'all' || events > 0) && (oldest === null || receivedAt < oldest)) oldest = receivedAt
    return oldest
  }

  meta(key: 'prune_due' | 'seq_block'): number | null {
    return this.#sql.exec<{ value: number }>('SELECT value FROM meta WHERE key = ?', key).toArray()[0]?.value ?? null
  }

  setMeta(key: 'prune_due' | 'seq_block', value: number | null): void {
    if (value === null) this.#sql.exec('DELETE FROM meta WHERE key = ?', key)
    else this.#sql.exec('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value', key, value)
  }

  #note(seq: number, pending: Pending): void {
    this.#pending.set(seq, pending)
    this.#bytes += pending.bytes
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
