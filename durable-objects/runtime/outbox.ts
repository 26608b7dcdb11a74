/**
 * What an object has to tell others: kept in SQLite with the step that says it, gone when it was taken, in order within a lane, at least
 * once. A lane that fails waits and holds up no other. The table is `outbox` of the object's own migrations.
 */
import { afterFailure } from './backoff.ts'
import type { Backoff } from './backoff.ts'
import { errorText, logError } from './log.ts'

/** `(id, kind, lane, body)`. */
export const outboxTable =
  'CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, lane TEXT NOT NULL, body TEXT NOT NULL);'

const retry = { minMs: 250, maxMs: 30_000 } as const
/** Rows of a lane that go at once. */
const atOnce = 50

export type OutboxDeps = {
  readonly sql: SqlStorage
  readonly object: string
  readonly kind: string
  /** Takes the bodies of a lane, all or none. */
  readonly send: (lane: string, bodies: readonly string[]) => Promise<void>
  readonly now: () => number
}

type Row = { readonly id: number; readonly lane: string; readonly body: string }

export class Outbox {
  readonly #deps: OutboxDeps
  readonly #waits = new Map<string, Backoff>()
  #running: Promise<void> | null = null
  #isEmpty: boolean

  constructor(deps: OutboxDeps) {
    this.#deps = deps
    this.#isEmpty = this.#rows().length === 0
  }

  /** In the caller's transaction. */
  add(lane: string, body: string): void {
    this.#deps.sql.exec('INSERT INTO outbox (kind, lane, body) VALUES (?, ?, ?)', this.#deps.kind, lane, body)
    this.#isEmpty = false
  }

  /** Epoch ms; null when nothing waits. */
  get due(): number | null {
    if (this.#isEmpty) return null
    const waits = [...this.#waits.values()].map(({ notBefore }) => notBefore)
    return waits.length === 0 ? this.#deps.now() : Math.min(...waits)
  }

  /** All that may go now, also what comes while it goes. Never throws. */
  deliver(): Promise<void> {
    this.#running ??= this.#all().finally(() => (this.#running = null))
    return this.#running
  }

  async #all(): Promise<void> {
    for (let lanes = this.#open(); lanes.size > 0; lanes = this.#open()) await Promise.all([...lanes].map((lane) => this.#one(...lane)))
  }

  #rows(): Row[] {
    return this.#deps.sql.exec<Row>('SELECT id, lane, body FROM outbox WHERE kind = ? ORDER BY id LIMIT 1000', this.#deps.kind).toArray()
  }

  #open(): Map<string, Row[]> {
    const rows = this.#isEmpty ? [] : this.#rows()
    this.#isEmpty = rows.length === 0
    const now = this.#deps.now()
    const open = rows.filter(({ lane }) => (this.#waits.get(lane)?.notBefore ?? 0) <= now)
    return Map.groupBy(open, ({ lane }) => lane)
  }

  async #one(lane: string, rows: readonly Row[]): Promise<void> {
    const batch = rows.slice(0, atOnce)
    try {
      await this.#deps.send(
        lane,
        batch.map(({ body }) => body),
      )
      this.#deps.sql.exec('DELETE FROM outbox WHERE id IN (SELECT value FROM json_each(?))', JSON.stringify(batch.map(({ id }) => id)))
      this.#waits.delete(lane)
    } catch (error) {
      const wait = afterFailure(this.#waits.get(lane) ?? { failures: 0, notBefore: 0 }, this.#deps.now(), retry)
      this.#waits.set(lane, wait)
      const { failures, notBefore } = wait
      const part = `${this.#deps.kind} ${lane}`
      logError({
        event: 'alarm_failed',
        object: this.#deps.object,
        part,
        failures,
        retry_in_ms: notBefore - this.#deps.now(),
        error: errorText(error),
      })
    }
  }
}
