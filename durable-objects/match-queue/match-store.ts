/** SQLite of a queue: a row for each ticket, and what its sessions are made with. Synchronous; transactions are the object's. */
import type { TicketId } from '../../contract/ids.ts'
import type { Migration } from '../runtime/migrations.ts'
import { outboxTable } from '../runtime/outbox.ts'
import { queueSetup } from './match-rpc.ts'
import type { QueueSetup } from './match-rpc.ts'
import { ticketRow } from './match-state.ts'
import type { TicketRow } from './match-state.ts'

/** Append only; never edit one that has landed. */
export const matchMigrations: readonly Migration[] = [
  {
    id: 1,
    sql: `
CREATE TABLE tickets (id TEXT PRIMARY KEY, row TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE setup (id INTEGER PRIMARY KEY CHECK (id = 1), body TEXT NOT NULL);
${outboxTable}
`,
  },
]

export class MatchStore {
  readonly #sql: SqlStorage
  #setup: { readonly text: string; readonly value: QueueSetup } | null = null

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  rows(): TicketRow[] {
    return this.#sql
      .exec<{ row: string }>('SELECT row FROM tickets')
      .toArray()
      .map(({ row }) => ticketRow.parse(JSON.parse(row)))
  }

  save(row: TicketRow): void {
    this.#sql.exec(
      'INSERT INTO tickets (id, row) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET row = excluded.row',
      row.id,
      JSON.stringify(row),
    )
  }

  drop(id: TicketId): void {
    this.#sql.exec('DELETE FROM tickets WHERE id = ?', id)
  }

  /** Null before a door said it. */
  setup(): QueueSetup | null {
    if (this.#setup !== null) return this.#setup.value
    const [found] = this.#sql.exec<{ body: string }>('SELECT body FROM setup').toArray()
    if (found === undefined) return null
    this.#setup = { text: found.body, value: queueSetup.parse(JSON.parse(found.body)) }
    return this.#setup.value
  }

  /** Whether it is news. */
  learn(setup: QueueSetup): boolean {
    const text = JSON.stringify(setup)
    this.setup()
    if (this.#setup?.text === text) return false
    this.#sql.exec('INSERT OR REPLACE INTO setup (id, body) VALUES (1, ?)', text)
    this.#setup = { text, value: setup }
    return true
  }
}
