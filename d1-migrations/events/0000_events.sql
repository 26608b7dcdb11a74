-- One event shard of the pool: the facts of the apps that the directory (apps.event_shard) sends here.
-- Hand-written, because drizzle has no WITHOUT ROWID. Times are epoch milliseconds, UTC. See docs/decisions/0002.

-- The immutable facts. The key dedupes; there is no second index, because each would cost a written row per event.
CREATE TABLE events (
  app_id TEXT NOT NULL,
  id TEXT NOT NULL,
  batch_id TEXT NOT NULL,
  received_at INTEGER NOT NULL CHECK (typeof(received_at) = 'integer'),
  type TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  session_id TEXT,
  bot INTEGER NOT NULL CHECK (bot IN (0, 1)),
  body TEXT NOT NULL CHECK (json_valid(body)),
  PRIMARY KEY (app_id, id)
) WITHOUT ROWID;

-- The time index, one row per queue message instead of one per event, and the first level of the rollup:
-- every number is recomputed from the events whose batch_id is this batch, so a redelivery changes nothing.
-- Long columns come last, so that summing a minute stays in the first page of each row.
CREATE TABLE batches (
  app_id TEXT NOT NULL,
  minute INTEGER NOT NULL,
  batch_id TEXT NOT NULL,
  events INTEGER NOT NULL,
  new_users INTEGER NOT NULL,
  sessions INTEGER NOT NULL,
  seconds TEXT NOT NULL,    -- JSON object: epoch second -> events
  types TEXT NOT NULL,      -- JSON object: type -> events
  actors TEXT NOT NULL,     -- JSON array of [actor id, automatic bot label]
  ids TEXT NOT NULL,        -- JSON array of event ids, in the order received
  PRIMARY KEY (app_id, minute, batch_id)
) WITHOUT ROWID;

-- minute = sum of its batches, hour = sum of its minutes, day = sum of its hours.
CREATE TABLE buckets (
  app_id TEXT NOT NULL,
  grain TEXT NOT NULL CHECK (grain IN ('minute', 'hour', 'day')),
  start INTEGER NOT NULL,
  events INTEGER NOT NULL,
  interactions INTEGER NOT NULL,
  new_users INTEGER NOT NULL,
  sessions INTEGER NOT NULL,
  seconds TEXT NOT NULL,    -- of a minute: JSON object, epoch second -> events; else '{}'
  types TEXT NOT NULL,      -- JSON object: type -> events; beyond 500 types the rarest are summed under '*'
  PRIMARY KEY (app_id, grain, start)
) WITHOUT ROWID;

-- Actors by their automatic label. Never merged: who counts as a user is derived from this and `labels`, so that a
-- reversed label loses nothing. Times are minutes: an actor is written once a minute however busy it is.
CREATE TABLE actors (
  app_id TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  bot INTEGER NOT NULL CHECK (bot IN (0, 1)),
  first_minute INTEGER NOT NULL,
  first_batch TEXT NOT NULL,
  last_minute INTEGER NOT NULL,
  PRIMARY KEY (app_id, actor_id, bot)
) WITHOUT ROWID;

-- How many human actors were last seen in a minute: moved in the same transaction as actors.last_minute.
CREATE TABLE last_seen (
  app_id TEXT NOT NULL,
  minute INTEGER NOT NULL,
  actors INTEGER NOT NULL,
  PRIMARY KEY (app_id, minute)
) WITHOUT ROWID;

-- What an operator decided about an actor; overrides the automatic label wherever bots count differently.
CREATE TABLE labels (
  app_id TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  bot INTEGER NOT NULL CHECK (bot IN (0, 1)),
  labelled_at INTEGER NOT NULL,
  PRIMARY KEY (app_id, actor_id)
) WITHOUT ROWID;

CREATE TABLE sessions (
  app_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  device_id TEXT,
  feature TEXT,
  bot INTEGER NOT NULL CHECK (bot IN (0, 1)),
  started_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  ended_at INTEGER,
  end_reason TEXT,
  version INTEGER NOT NULL,
  first_minute INTEGER NOT NULL,
  first_batch TEXT NOT NULL,
  PRIMARY KEY (app_id, session_id, actor_id)
) WITHOUT ROWID;

CREATE TABLE quarantine (
  app_id TEXT NOT NULL,
  id TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  code TEXT NOT NULL,
  errors TEXT NOT NULL CHECK (json_valid(errors)),
  raw TEXT NOT NULL,
  truncated INTEGER NOT NULL CHECK (truncated IN (0, 1)),
  resubmitted_at INTEGER,
  event_id TEXT,
  PRIMARY KEY (app_id, id)
) WITHOUT ROWID;
CREATE INDEX quarantine_received ON quarantine (app_id, received_at);

-- The last live counters of each telemetry object.
CREATE TABLE live (
  app_id TEXT NOT NULL,
  object TEXT NOT NULL,
  at INTEGER NOT NULL,
  online_now INTEGER NOT NULL,
  active_sessions INTEGER NOT NULL,
  users_by_feature TEXT NOT NULL,
  PRIMARY KEY (app_id, object)
) WITHOUT ROWID;

-- The one row that GET /v1/metrics reads: totals, and the windows as arrays so that a reader can cut them at its own now.
CREATE TABLE snapshots (
  app_id TEXT PRIMARY KEY NOT NULL,
  refreshed_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (json_valid(state))
) WITHOUT ROWID;
