/**
 * The tables of a Channel. Append only; never edit one that has landed. Times are epoch ms. JSON is parsed by `channel-state.ts` when it is read.
 * - head: the machine's state without its slots, one row.
 * - slots: what is published, by media sequence number.
 * - secrets: what the LAB signs with; here and nowhere else. ends_at is null for the newest.
 * - outbox: audit notes until they were sent twice; sent_at is of the first time.
 * - meta: setup, what the doors last said the channel is (JSON); sample, the presence sample; published, whether it has
 *   public objects.
 */
import type { Migration } from '../runtime/migrations.ts'

export const channelMigrations: readonly Migration[] = [
  {
    id: 1,
    sql: `
CREATE TABLE head (id INTEGER PRIMARY KEY CHECK (id = 1), head TEXT NOT NULL);
CREATE TABLE slots (msn INTEGER PRIMARY KEY, slot TEXT NOT NULL);
CREATE TABLE secrets (id TEXT PRIMARY KEY, secret TEXT NOT NULL, created_at INTEGER NOT NULL, ends_at INTEGER) WITHOUT ROWID;
CREATE TABLE outbox (entry_id TEXT PRIMARY KEY, note TEXT NOT NULL, sent_at INTEGER) WITHOUT ROWID;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`,
  },
]
