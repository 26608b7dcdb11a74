/**
 * The statements that rebuild numbers from raw events and put them beside the stored ones. Where both are read, one
 * statement reads both, so that facts which arrive meanwhile are in both or in neither.
 *
 * Parameters: ?1 app id · others as named.
 */
import { effectiveBot } from './write-sql.ts'

/** `type` must be qualified: json_each has a column of that name too. */
const isInteraction = (type: string, globs: string): string => `EXISTS (SELECT 1 FROM json_each(${globs}) p WHERE ${type} GLOB p.value)`

/** ?2 the id to go on after · ?3 how many events · ?4 interaction globs. One row per minute, each with the last id seen. */
export const rebuildChunk = `
  WITH chunk AS MATERIALIZED (
    SELECT id, received_at / 60000 * 60000 AS minute, type FROM events WHERE app_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3),
  counted AS (SELECT minute, type, count(*) AS n FROM chunk GROUP BY minute, type)
  SELECT minute, sum(n) AS events, sum(n * ${isInteraction('counted.type', '?4')}) AS interactions, (SELECT max(id) FROM chunk) AS last_id
  FROM counted GROUP BY minute`

/** ?2 from and ?3 to: how many events the batches of each minute claim, to plan by. */
export const minutesOfRange = `
  SELECT minute, sum(events) AS events FROM batches WHERE app_id = ?1 AND minute >= ?2 AND minute < ?3
  GROUP BY minute ORDER BY minute`

/** ?2 from and ?3 to on minutes · ?4 interaction globs. Raw events are reached through the batch index. */
export const compareMinutes = `
  WITH counted AS (
    SELECT e.received_at / 60000 * 60000 AS minute, e.type, count(*) AS n
    FROM batches b CROSS JOIN json_each(b.ids) i CROSS JOIN events e ON e.app_id = ?1 AND e.id = i.value AND e.batch_id = b.batch_id
    WHERE b.app_id = ?1 AND b.minute >= ?2 AND b.minute < ?3 GROUP BY 1, 2),
  raw AS (SELECT minute, sum(n) AS events, sum(n * ${isInteraction('counted.type', '?4')}) AS interactions FROM counted GROUP BY minute),
  stored AS (SELECT start AS minute, events, interactions FROM buckets
             WHERE app_id = ?1 AND grain = 'minute' AND start >= ?2 AND start < ?3)
  SELECT minute, coalesce(stored.events, 0) AS stored_events, coalesce(raw.events, 0) AS raw_events,
         coalesce(stored.interactions, 0) AS stored_interactions, coalesce(raw.interactions, 0) AS raw_interactions
  FROM stored FULL JOIN raw USING (minute) ORDER BY minute`

/** Every day that has a bucket. */
export const daysOfBuckets = `SELECT DISTINCT start / 86400000 * 86400000 AS day FROM buckets WHERE app_id = ?1 ORDER BY day`

/** ?2 from and ?3 to: the stored minutes. */
export const storedMinutes = `
  SELECT start AS minute, events, interactions FROM buckets
  WHERE app_id = ?1 AND grain = 'minute' AND start >= ?2 AND start < ?3`

const sumsOf = (grain: 'hour' | 'day', of: 'minute' | 'hour', length: number): string => `
  SELECT '${grain}' AS grain, coalesce(s.start, r.start) AS start,
         coalesce(s.events, 0) AS stored_events, coalesce(r.events, 0) AS raw_events,
         coalesce(s.interactions, 0) AS stored_interactions, coalesce(r.interactions, 0) AS raw_interactions,
         coalesce(s.new_users, 0) AS stored_new_users, coalesce(r.new_users, 0) AS raw_new_users,
         coalesce(s.sessions, 0) AS stored_sessions, coalesce(r.sessions, 0) AS raw_sessions
  FROM (SELECT * FROM buckets WHERE app_id = ?1 AND grain = '${grain}' AND start >= ?2 AND start < ?3) s
  FULL JOIN (SELECT start / ${length} * ${length} AS start, sum(events) AS events, sum(interactions) AS interactions,
                    sum(new_users) AS new_users, sum(sessions) AS sessions
             FROM buckets WHERE app_id = ?1 AND grain = '${of}' AND start >= ?2 AND start < ?3 GROUP BY 1) r ON s.start = r.start`

/** ?2 from and ?3 to, whole days: each hour beside the sum of its minutes, each day beside the sum of its hours. */
export const compareSums = `${sumsOf('hour', 'minute', 3_600_000)} UNION ALL ${sumsOf('day', 'hour', 86_400_000)}`

/** The snapshot's totals and the last-seen minutes beside what raw events and sessions give. Reads everything of the app once. */
export const compareTotals = `
  WITH people AS MATERIALIZED (
    SELECT actor_id, max(minute) AS minute FROM (
      SELECT actor_id, bot, received_at / 60000 * 60000 AS minute FROM events WHERE app_id = ?1
      UNION ALL SELECT actor_id, bot, last_seen_at / 60000 * 60000 FROM sessions WHERE app_id = ?1) r
    WHERE ${effectiveBot('r')} = 0 GROUP BY actor_id),
  days AS (SELECT coalesce(sum(events), 0) AS events, coalesce(sum(interactions), 0) AS interactions
           FROM buckets WHERE app_id = ?1 AND grain = 'day'),
  totals AS (SELECT key, value FROM snapshots, json_each(snapshots.state, '$.totals') WHERE app_id = ?1)
  SELECT 'total_' || key AS bucket, value AS stored,
         CASE key WHEN 'users' THEN (SELECT count(*) FROM people)
                  WHEN 'sessions' THEN (SELECT count(*) FROM sessions s WHERE s.app_id = ?1 AND ${effectiveBot('s')} = 0)
                  WHEN 'events' THEN (SELECT events FROM days)
                  ELSE (SELECT interactions FROM days) END AS rebuilt
  FROM totals
  UNION ALL
  SELECT 'last_seen ' || coalesce(l.minute, r.minute), coalesce(l.actors, 0), coalesce(r.actors, 0)
  FROM (SELECT minute, actors FROM last_seen WHERE app_id = ?1) l
  FULL JOIN (SELECT minute, count(*) AS actors FROM people GROUP BY minute) r ON l.minute = r.minute`
