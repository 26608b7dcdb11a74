/**
 * The statements that recompute sums from what is below them: minutes from batches, hours from minutes, days from
 * hours, and the snapshot that `GET /v1/metrics` reads. Never an increment, so any of them may run any number of times.
 *
 * Parameters: ?1 app id · others as named.
 */
export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

/** A bucket names at most this many types; the rarest of an app with more are summed under `*`. */
const namedTypes = 500

const sums = (source: string): string => `
  counts AS (SELECT t.start, sum(r.events) AS events, sum(r.new_users) AS new_users, sum(r.sessions) AS sessions
             FROM touched t CROSS JOIN ${source} GROUP BY t.start),
  merged AS MATERIALIZED (SELECT t.start, y.key AS type, sum(y.value) AS n
                          FROM touched t CROSS JOIN ${source} CROSS JOIN json_each(r.types) y GROUP BY t.start, y.key),
  ranked AS (SELECT start, type, n, row_number() OVER (PARTITION BY start ORDER BY n DESC, type) AS place FROM merged),
  types AS (SELECT start, json_group_object(type, n) AS types
            FROM (SELECT start, iif(place <= ${namedTypes}, type, '*') AS type, sum(n) AS n FROM ranked GROUP BY 1, 2) GROUP BY start)`

const insert = `INSERT INTO buckets (app_id, grain, start, events, interactions, new_users, sessions, seconds, types)`
const replace = `
  ON CONFLICT (app_id, grain, start) DO UPDATE
    SET events = excluded.events, interactions = excluded.interactions, new_users = excluded.new_users, sessions = excluded.sessions,
        seconds = excluded.seconds, types = excluded.types`

const batchesOfMinute = `batches r ON r.app_id = ?1 AND r.minute = t.start`

/** `starts`: SQL of a JSON array of the minutes' starts (epoch ms). ?3 the app's interaction patterns as a JSON array of globs. */
export const recountMinutes = (starts: string): string => `
  WITH touched AS MATERIALIZED (SELECT DISTINCT value AS start FROM json_each(${starts})),
  ${sums(batchesOfMinute)},
  interactions AS (SELECT start, sum(n) AS n FROM merged
                   WHERE EXISTS (SELECT 1 FROM json_each(?3) p WHERE merged.type GLOB p.value) GROUP BY start),
  seconds AS (SELECT start, json_group_object(second, n) AS seconds
              FROM (SELECT t.start, y.key AS second, sum(y.value) AS n
                    FROM touched t CROSS JOIN ${batchesOfMinute} CROSS JOIN json_each(r.seconds) y GROUP BY t.start, y.key) GROUP BY start)
  ${insert}
  SELECT ?1, 'minute', c.start, c.events, coalesce(i.n, 0), c.new_users, c.sessions, coalesce(s.seconds, '{}'), coalesce(y.types, '{}')
  FROM counts c LEFT JOIN interactions i USING (start) LEFT JOIN seconds s USING (start) LEFT JOIN types y USING (start) WHERE true
  ${replace}`

const recountFrom = (grain: 'hour' | 'day', of: 'minute' | 'hour', length: number, starts: string): string => {
  const source = `buckets r ON r.app_id = ?1 AND r.grain = '${of}' AND r.start >= t.start AND r.start < t.start + ${length}`
  return `
  WITH touched AS MATERIALIZED (SELECT DISTINCT value / ${length} * ${length} AS start FROM json_each(${starts})),
  ${sums(source)},
  interactions AS (SELECT t.start, sum(r.interactions) AS n FROM touched t CROSS JOIN ${source} GROUP BY t.start)
  ${insert}
  SELECT ?1, '${grain}', c.start, c.events, i.n, c.new_users, c.sessions, '{}', coalesce(y.types, '{}')
  FROM counts c JOIN interactions i USING (start) LEFT JOIN types y USING (start) WHERE true
  ${replace}`
}

/** `starts` as for the minutes: the hours and days that hold them are recomputed. */
export const recountHours = (starts: string): string => recountFrom('hour', 'minute', hourMs, starts)
export const recountDays = (starts: string): string => recountFrom('day', 'hour', dayMs, starts)

/** SQL of a JSON array of the stored minutes of the day that begins at ?2. */
export const minutesOfDay = `(SELECT json_group_array(start) FROM buckets
  WHERE app_id = ?1 AND grain = 'minute' AND start >= ?2 AND start < ?2 + ${dayMs})`

/** The days that have a bucket. */
export const storedDays = `SELECT start FROM buckets WHERE app_id = ?1 AND grain = 'day' ORDER BY start`

/** ?2 now (epoch ms). The shape is `snapshotState` of `domain/metrics/snapshot.ts`. */
export const refreshSnapshot = `
  INSERT INTO snapshots (app_id, refreshed_at, state)
  SELECT ?1, ?2, json_object(
    'totals', (SELECT json_object('events', coalesce(sum(events), 0), 'interactions', coalesce(sum(interactions), 0),
                                  'users', coalesce(sum(new_users), 0), 'sessions', coalesce(sum(sessions), 0))
               FROM buckets WHERE app_id = ?1 AND grain = 'day'),
    'minutes', (SELECT json_group_array(json_array(start / ${minuteMs}, events, interactions))
                FROM buckets WHERE app_id = ?1 AND grain = 'minute' AND start >= ?2 - ${25 * hourMs} AND events > 0),
    'seconds', (SELECT json_group_array(json_array(CAST(s.key AS INTEGER), s.value))
                FROM buckets b CROSS JOIN json_each(b.seconds) s
                WHERE b.app_id = ?1 AND b.grain = 'minute' AND b.start >= ?2 - ${4 * minuteMs}),
    'last_seen', (SELECT json_group_array(json_array(minute / ${minuteMs}, actors))
                  FROM last_seen WHERE app_id = ?1 AND minute >= ?2 - ${25 * hourMs} AND actors <> 0),
    'live', (SELECT json_object('online_now', coalesce(sum(online_now), 0), 'active_sessions', coalesce(sum(active_sessions), 0),
               'users_by_feature', (SELECT json_group_object(feature, n) FROM (
                  SELECT f.key AS feature, sum(f.value) AS n FROM live o CROSS JOIN json_each(o.users_by_feature) f
                  WHERE o.app_id = ?1 GROUP BY f.key HAVING sum(f.value) > 0)))
             FROM live WHERE app_id = ?1))
  WHERE true
  ON CONFLICT (app_id) DO UPDATE SET refreshed_at = excluded.refreshed_at, state = excluded.state`
