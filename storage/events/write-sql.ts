/**
 * The statements that put one group of messages into D1: facts first, then the batches row of each message, then
 * actors, sessions and what depends on them. They run in one transaction, in the order of this file.
 * Everything is derived from rows that are stored, so the same messages again change nothing.
 *
 * Parameters: ?1 app id · ?2 `keys`, the messages as [[minute, batch id], …] ordered by both · others as named.
 */

/** The label that counts: what an operator decided, else the automatic one. `row` needs actor_id and bot. */
export const effectiveBot = (row: string): string =>
  `coalesce((SELECT l.bot FROM labels l WHERE l.app_id = ?1 AND l.actor_id = ${row}.actor_id), ${row}.bot)`

const keys = `keys AS MATERIALIZED (SELECT key AS k, value ->> 0 AS minute, value ->> 1 AS batch_id FROM json_each(?2))`

/** ?2 is [[batch id, [EventRow, …]], …]. An id that is already stored stays as it is: a fact never changes. */
export const insertEvents = `
  WITH messages AS MATERIALIZED (SELECT value ->> 0 AS batch_id, jsonb_extract(value, '$[1]') AS rows FROM json_each(?2))
  INSERT INTO events (app_id, id, batch_id, received_at, type, actor_id, session_id, bot, body)
  SELECT ?1, e.value ->> 1, m.batch_id, e.value ->> 2, e.value ->> 3, e.value ->> 4, e.value ->> 5, e.value ->> 0, e.value -> 6
  FROM messages m CROSS JOIN jsonb_each(m.rows) e WHERE true
  ON CONFLICT (app_id, id) DO NOTHING`

/** ?3 is the ids of all messages, without repeats. A batch owns the stored events that carry its id; one without any gets no row. */
export const upsertBatches = `
  WITH ${keys},
  own AS MATERIALIZED (
    SELECT k.k, i.key AS place, e.id, e.type, e.received_at / 1000 AS second, e.actor_id, e.bot
    FROM json_each(?3) i CROSS JOIN events e ON e.app_id = ?1 AND e.id = i.value CROSS JOIN keys k ON k.batch_id = e.batch_id),
  seconds AS (SELECT k, json_group_object(second, n) AS seconds FROM (SELECT k, second, count(*) AS n FROM own GROUP BY k, second) GROUP BY k),
  types AS (SELECT k, json_group_object(type, n) AS types FROM (SELECT k, type, count(*) AS n FROM own GROUP BY k, type) GROUP BY k),
  people AS (SELECT k, json_group_array(json_array(actor_id, bot)) AS actors FROM (SELECT DISTINCT k, actor_id, bot FROM own) GROUP BY k),
  ids AS (SELECT k, count(*) AS events, json_group_array(id ORDER BY place) AS ids FROM own GROUP BY k)
  INSERT INTO batches (app_id, minute, batch_id, events, new_users, sessions, seconds, types, actors, ids)
  SELECT ?1, keys.minute, keys.batch_id, ids.events, 0, 0, seconds.seconds, types.types, people.actors, ids.ids
  FROM keys JOIN ids USING (k) JOIN seconds USING (k) JOIN types USING (k) JOIN people USING (k) WHERE true
  ON CONFLICT (app_id, minute, batch_id) DO UPDATE
    SET events = excluded.events, seconds = excluded.seconds, types = excluded.types, actors = excluded.actors, ids = excluded.ids
    WHERE events <> excluded.events OR seconds <> excluded.seconds OR types <> excluded.types`

/** Who shows a sign of life in these messages: actors of new events, and of sessions (?3: [[k, …SessionRow], …]). */
const touched = `
  SELECT k.k, a.value ->> 0 AS actor_id, a.value ->> 1 AS bot, b.minute
  FROM keys k CROSS JOIN batches b ON b.app_id = ?1 AND b.minute = k.minute AND b.batch_id = k.batch_id CROSS JOIN json_each(b.actors) a
  UNION ALL
  SELECT s.value ->> 0, s.value ->> 2, s.value ->> 5, (s.value ->> 7) / 60000 * 60000 FROM json_each(?3) s`

/** Before the actors themselves: each human actor that is seen later than before moves from its old minute to the new one. */
export const moveLastSeen = `
  WITH ${keys},
  seen AS MATERIALIZED (
    SELECT t.actor_id, max(t.minute) AS later FROM (${touched}) t WHERE ${effectiveBot('t')} = 0 GROUP BY t.actor_id),
  moves AS MATERIALIZED (
    SELECT later, (SELECT max(a.last_minute) FROM actors a
                   WHERE a.app_id = ?1 AND a.actor_id = seen.actor_id AND ${effectiveBot('a')} = 0) AS earlier FROM seen)
  INSERT INTO last_seen (app_id, minute, actors)
  SELECT ?1, minute, sum(step) FROM (
    SELECT earlier AS minute, -1 AS step FROM moves WHERE earlier < later
    UNION ALL SELECT later, 1 FROM moves WHERE earlier IS NULL OR earlier < later)
  GROUP BY minute HAVING sum(step) <> 0
  ON CONFLICT (app_id, minute) DO UPDATE SET actors = actors + excluded.actors`

/** The first batch that brings an actor keeps it as its new user; later ones only move the last minute. */
export const upsertActors = `
  WITH ${keys}
  INSERT INTO actors (app_id, actor_id, bot, first_minute, first_batch, last_minute)
  SELECT ?1, t.actor_id, t.bot, keys.minute, keys.batch_id, t.minute FROM (${touched}) t JOIN keys USING (k) WHERE true ORDER BY t.k
  ON CONFLICT (app_id, actor_id, bot) DO UPDATE SET last_minute = excluded.last_minute WHERE excluded.last_minute > last_minute`

/** ?3: [[k, …SessionRow], …]. The highest version wins; the batch that first brought a session stays, and its start:
 * a statement that sets `started_at` writes every index that holds it anew. */
export const upsertSessions = `
  WITH ${keys}
  INSERT INTO sessions (app_id, session_id, actor_id, device_id, feature, bot, started_at, last_seen_at, ended_at, end_reason, version,
                        first_minute, first_batch)
  SELECT ?1, s.value ->> 1, s.value ->> 2, s.value ->> 3, s.value ->> 4, s.value ->> 5, s.value ->> 6, s.value ->> 7, s.value ->> 8,
         s.value ->> 9, s.value ->> 10, keys.minute, keys.batch_id
  FROM json_each(?3) s JOIN keys ON keys.k = s.value ->> 0 WHERE true ORDER BY keys.k
  ON CONFLICT (app_id, session_id, actor_id) DO UPDATE
    SET device_id = excluded.device_id, feature = excluded.feature, bot = excluded.bot,
        last_seen_at = max(last_seen_at, excluded.last_seen_at), ended_at = excluded.ended_at, end_reason = excluded.end_reason, version = excluded.version
    WHERE excluded.version > version`

/** After actors and sessions: how many of them each batch was the first to bring. ?3: [[k, …SessionRow], …]. */
export const settleBatches = `
  WITH ${keys},
  users AS (
    SELECT keys.k, count(*) AS n FROM (SELECT DISTINCT k, actor_id FROM (${touched})) c JOIN keys USING (k)
    WHERE keys.batch_id = (SELECT a.first_batch FROM actors a WHERE a.app_id = ?1 AND a.actor_id = c.actor_id AND ${effectiveBot('a')} = 0
                           ORDER BY a.first_minute, a.first_batch LIMIT 1)
    GROUP BY keys.k),
  opened AS (
    SELECT keys.k, count(*) AS n
    FROM (SELECT DISTINCT value ->> 0 AS k, value ->> 1 AS session_id, value ->> 2 AS actor_id FROM json_each(?3)) c JOIN keys USING (k)
    JOIN sessions s ON s.app_id = ?1 AND s.session_id = c.session_id AND s.actor_id = c.actor_id AND s.first_batch = keys.batch_id
    WHERE ${effectiveBot('s')} = 0 GROUP BY keys.k)
  INSERT INTO batches (app_id, minute, batch_id, events, new_users, sessions, seconds, types, actors, ids)
  SELECT ?1, keys.minute, keys.batch_id, 0, coalesce(users.n, 0), coalesce(opened.n, 0), '{}', '{}', '[]', '[]'
  FROM keys LEFT JOIN users USING (k) LEFT JOIN opened USING (k) WHERE users.n > 0 OR opened.n > 0
  ON CONFLICT (app_id, minute, batch_id) DO UPDATE SET new_users = excluded.new_users, sessions = excluded.sessions
    WHERE new_users <> excluded.new_users OR sessions <> excluded.sessions`

/** ?2: [QuarantineRow, …]. */
export const insertQuarantine = `
  INSERT INTO quarantine (app_id, id, received_at, code, errors, raw, truncated)
  SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value -> 3, value ->> 4, value ->> 5 FROM json_each(?2) WHERE true
  ON CONFLICT (app_id, id) DO NOTHING`

/** ?2: [[object, at, online_now, active_sessions, users_by_feature], …]. Absolute counters: the newest of each object wins. */
export const upsertLive = `
  INSERT INTO live (app_id, object, at, online_now, active_sessions, users_by_feature)
  SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value -> 4 FROM json_each(?2) WHERE true
  ON CONFLICT (app_id, object) DO UPDATE
    SET at = excluded.at, online_now = excluded.online_now, active_sessions = excluded.active_sessions,
        users_by_feature = excluded.users_by_feature
    WHERE excluded.at > at`
