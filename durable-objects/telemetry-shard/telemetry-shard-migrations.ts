/**
 * The tables of a TelemetryShard. Append only; never edit one that has landed.
 * No secondary index: each would be a written row per change. Times are epoch ms. Said here and not in the SQL, which is shipped:
 * - outbox: one row per request until the rollup has confirmed it. Small columns first: they are read without the texts.
 *   seq comes from meta.seq_block and is never used twice, or a late confirmation could delete a newer row.
 * - aliases: other session ids that mean a session: the second tab of a device.
 * - meta: seq_block, the first seq not yet handed out to an instance; prune_due, when ended sessions are looked through next.
 * - signs_of_life: signs newer than the rows of live_sessions, as JSON arrays of [actor_id, session_id, last_seen_at, reported_at, version].
 * - answers: of requests that carried an Idempotency-Key.
 */
import type { Migration } from '../runtime/migrations.ts'

export const telemetryShardMigrations: readonly Migration[] = [
  {
    id: 1,
    sql: `
CREATE TABLE outbox (
  seq INTEGER PRIMARY KEY,
  received_at INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  events INTEGER NOT NULL,
  quarantined INTEGER NOT NULL,
  sessions INTEGER NOT NULL,
  event_rows TEXT NOT NULL,
  quarantine_rows TEXT NOT NULL,
  session_rows TEXT NOT NULL
);
CREATE TABLE live_sessions (
  actor_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  device_id TEXT,
  feature TEXT,
  auto_bot INTEGER NOT NULL,
  bot INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  reported_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  ttl_ms INTEGER NOT NULL,
  acted TEXT NOT NULL,
  moved TEXT NOT NULL,
  PRIMARY KEY (actor_id, session_id)
) WITHOUT ROWID;
CREATE TABLE ended_sessions (
  actor_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  device_id TEXT,
  feature TEXT,
  auto_bot INTEGER NOT NULL,
  bot INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  reported_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  ttl_ms INTEGER NOT NULL,
  acted TEXT NOT NULL,
  moved TEXT NOT NULL,
  ended_at INTEGER NOT NULL,
  end_reason TEXT NOT NULL,
  PRIMARY KEY (actor_id, session_id)
) WITHOUT ROWID;
CREATE TABLE aliases (
  actor_id TEXT NOT NULL,
  alias TEXT NOT NULL,
  session_id TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  PRIMARY KEY (actor_id, alias)
) WITHOUT ROWID;
CREATE TABLE labels (actor_id TEXT PRIMARY KEY, bot INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
`,
  },
  {
    id: 2,
    sql: `
CREATE TABLE signs_of_life (chunk INTEGER PRIMARY KEY, signs TEXT NOT NULL);
`,
  },
  {
    id: 3,
    sql: `
CREATE TABLE answers (key TEXT PRIMARY KEY, request_hash TEXT NOT NULL, answer TEXT NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID;
`,
  },
]
