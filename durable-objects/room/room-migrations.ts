/**
 * The tables of a Room. Append only; never edit one that has landed. Times are epoch ms; JSON is parsed by `room-rows.ts` when it is read.
 * - rows: the room's and the session's own row, the app's settings, and the key of resume tokens, by name.
 * - log: the room's frames as they were sent, for those who come back; the newest is always there.
 * - messages: the chat, for as long as the thread lives.
 * - members, consents: a row each.
 * - media: a row each grant that stands (`room-media.ts`).
 * - outbox: `runtime/outbox.ts`.
 */
import { outboxTable } from '../runtime/outbox.ts'
import type { Migration } from '../runtime/migrations.ts'

export const roomMigrations: readonly Migration[] = [
  {
    id: 1,
    sql: `
CREATE TABLE rows (name TEXT PRIMARY KEY, row TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE log (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, frame TEXT NOT NULL);
CREATE TABLE messages (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL, sender TEXT NOT NULL, client_id TEXT NOT NULL, text TEXT NOT NULL,
  at INTEGER NOT NULL, deleted INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX messages_by_sender ON messages (sender, client_id);
CREATE TABLE members (user TEXT PRIMARY KEY, since INTEGER NOT NULL, row TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE consents (id TEXT PRIMARY KEY, requested_at INTEGER NOT NULL, row TEXT NOT NULL) WITHOUT ROWID;
${outboxTable}
`,
  },
  {
    id: 2,
    sql: `
CREATE TABLE media (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, user TEXT NOT NULL, row TEXT NOT NULL);
CREATE INDEX media_by_user ON media (user);
`,
  },
]
