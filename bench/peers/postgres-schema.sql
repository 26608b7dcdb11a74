-- The same job in PostgreSQL: unique facts, counters per minute and type, users, sessions.
create table events (
  app_id uuid not null,
  id text not null,
  received_at timestamptz not null,
  occurred_at timestamptz not null,
  type text not null,
  actor_id text not null,
  session_id text,
  bot boolean not null,
  body json not null,
  primary key (app_id, id)
);

-- `slot` is the connection that wrote: transactions that run at the same time do not wait for each other's counters.
create table counters (
  app_id uuid not null,
  minute timestamptz not null,
  type text not null,
  slot int not null,
  events int not null,
  primary key (app_id, minute, type, slot)
);

create table users (
  app_id uuid not null,
  actor_id text not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  primary key (app_id, actor_id)
);

create table sessions (
  app_id uuid not null,
  actor_id text not null,
  session_id text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  primary key (app_id, actor_id, session_id)
);
