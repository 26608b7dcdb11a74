-- Telemetry sessions in the order they started: all of an app, and those of one actor. A session that opens is 2 rows more and its
-- changes none: nothing sets `started_at` after the first row. Live ones are picked out of all, among the latest of which they are; an
-- index of them alone would be written with every change, because SQLite does so whenever the condition's column is in the SET.
CREATE INDEX sessions_started ON sessions (app_id, started_at, session_id, actor_id);
CREATE INDEX sessions_of_actor ON sessions (app_id, actor_id, started_at, session_id);
