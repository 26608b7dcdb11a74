/**
 * The tables of a TelemetryShard. Append only; never edit one that has landed.
 * No secondary index: each would be a written row per change. Times are epoch ms.
 */
import type { Migration } from '../runtime/migrations.ts'

export const telemetryShardMigrations: readonly Migration[] = [
  {
    id: 1,
    sql: `
-- One row per request until the rollup has confirmed it. Small columns first: they are read without the texts.
-- seq comes from meta.seq_block and is never used twice, or a late confirmation could delete a newer row.
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
-- Other session ids that mean a session: the second tab of a device.
CREATE TABLE aliases (
  actor_id TEXT NOT NULL,
  alias TEXT NOT NULL,
  session_id TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  PRIMARY KEY (actor_id, alias)
) WITHOUT ROWID;
CREATE TABLE labels (actor_id TEXT PRIMARY KEY, bot INTEGER NOT NULL) WITHOUT ROWID;
-- seq_block: the first seq not yet handed out to an instance. prune_due: when ended sessions are looked through next.
CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
`,
  },
  {
    id: 2,
    sql: `
-- Signs of life newer than the rows of live_sessions: JSON array of [actor_id, session_id, last_seen_at, reported_at, version].
CREATE TABLE signs_of_life (chunk INTEGER PRIMARY KEY, signs TEXT NOT NULL);
`,
  },
]
