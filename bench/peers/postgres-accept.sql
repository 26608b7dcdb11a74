-- One request, one statement, one transaction, one round trip. $1 app, $2 slot, $3 JSON array of events.
-- Rows are taken in key order everywhere, so that requests at the same time can not deadlock.
with sent as (
  select * from json_to_recordset($3) as e (id text, type text, actor_id text, session_id text, occurred_at timestamptz, bot boolean, body json)
),
fresh as (
  insert into events (app_id, id, received_at, occurred_at, type, actor_id, session_id, bot, body)
  select $1, id, now(), coalesce(occurred_at, now()), type, actor_id, session_id, bot, body from sent order by id
  on conflict do nothing
  returning id, type, actor_id, session_id, bot
),
counted as (
  insert into counters as c (app_id, minute, type, slot, events)
  select $1, date_trunc('minute', now()), type, $2, count(*) from fresh group by type order by type
  on conflict (app_id, minute, type, slot) do update set events = c.events + excluded.events
),
seen as (
  insert into users (app_id, actor_id, first_seen_at, last_seen_at)
  select distinct $1::uuid, actor_id, now(), now() from fresh where not bot order by actor_id
  on conflict (app_id, actor_id) do update set last_seen_at = excluded.last_seen_at
),
started as (
  insert into sessions (app_id, actor_id, session_id, started_at)
  select distinct $1::uuid, actor_id, session_id, now() from fresh where not bot and type = 'session.start' order by actor_id, session_id
  on conflict do nothing
),
ended as (
  update sessions s set ended_at = now() from fresh f
  where f.type = 'session.end' and s.app_id = $1 and s.actor_id = f.actor_id and s.session_id = f.session_id
)
select id from fresh
