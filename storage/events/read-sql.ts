/**
 * The statements that read one app's facts. Lists walk the batches row by row, the only time index of events, and
 * then fetch what a few of them hold; so the cost of a page does not grow with the number of stored events.
 *
 * Parameters: ?1 app id · others as named.
 */
import { effectiveBot } from './write-sql.ts'

export type Direction = 'newest first' | 'oldest first'

const order = {
  'newest first': { sort: 'DESC', reached: '<=', past: '<' },
  'oldest first': { sort: 'ASC', reached: '>=', past: '>' },
} as const satisfies Record<Direction, object>

/** ?2 minute and ?3 batch to begin with, ?9 whether that batch itself is in · ?4 lowest and ?5 highest minute · ?6 type · ?7 actor · ?8 how many. */
export const batchHeads = (direction: Direction): string => {
  const { sort, reached } = order[direction]
  return `
  SELECT minute, batch_id, events,
         events > 0
         AND (?6 IS NULL OR EXISTS (SELECT 1 FROM json_each(types) WHERE key = ?6))
         AND (?7 IS NULL OR EXISTS (SELECT 1 FROM json_each(actors) WHERE value ->> 0 = ?7)) AS wanted
  FROM batches
  WHERE app_id = ?1 AND (minute, batch_id) ${reached} (?2, ?3) AND (?9 OR (minute, batch_id) <> (?2, ?3)) AND minute >= ?4 AND minute <= ?5
  ORDER BY minute ${sort}, batch_id ${sort} LIMIT ?8`
}

const columns = `e.id, e.type, e.actor_id, e.session_id, e.received_at, e.body, ${effectiveBot('e')} AS bot`

/**
 * ?2 [[minute, batch id], …] · ?3 minute, ?4 batch and ?5 place that are passed already · ?6 type · ?7 actor · ?8 session
 * · ?9 from and ?10 to on received_at · ?11 how many.
 */
export const eventsOfBatches = (direction: Direction): string => {
  const { sort, past } = order[direction]
  return `
  SELECT b.minute, b.batch_id, i.key AS place, ${columns}
  FROM json_each(?2) k
  CROSS JOIN batches b ON b.app_id = ?1 AND b.minute = k.value ->> 0 AND b.batch_id = k.value ->> 1
  CROSS JOIN json_each(b.ids) i
  CROSS JOIN events e ON e.app_id = ?1 AND e.id = i.value
  WHERE (b.minute, b.batch_id, i.key) ${past} (?3, ?4, ?5)
    AND (?6 IS NULL OR e.type = ?6) AND (?7 IS NULL OR e.actor_id = ?7) AND (?8 IS NULL OR e.session_id = ?8)
    AND (?9 IS NULL OR e.received_at >= ?9) AND (?10 IS NULL OR e.received_at < ?10)
  ORDER BY b.minute ${sort}, b.batch_id ${sort}, i.key ${sort} LIMIT ?11`
}

/** ?2 id. */
export const eventById = `SELECT ${columns} FROM events e WHERE e.app_id = ?1 AND e.id = ?2`

export const newestMinute = `SELECT minute FROM batches WHERE app_id = ?1 ORDER BY minute DESC LIMIT 1`

const quarantineColumns = `id, received_at, code, errors, raw, truncated, resubmitted_at, event_id`

/** ?2 received_at and ?3 id to be below · ?4 how many. */
export const quarantineList = `
  SELECT ${quarantineColumns} FROM quarantine
  WHERE app_id = ?1 AND (received_at, id) < (?2, ?3) ORDER BY received_at DESC, id DESC LIMIT ?4`

/** ?2 id. */
export const quarantineById = `SELECT ${quarantineColumns} FROM quarantine WHERE app_id = ?1 AND id = ?2`

/** ?2 id · ?3 event id · ?4 now. The first re-submission stays. */
export const markResubmitted = `
  UPDATE quarantine SET resubmitted_at = ?4, event_id = ?3 WHERE app_id = ?1 AND id = ?2 AND resubmitted_at IS NULL`

/** ?2 grain · ?3 from and ?4 to on the buckets' start · ?5 what to read: a column, or `type` with ?6 the type. */
export const seriesBuckets = `
  SELECT start, CASE ?5 WHEN 'events' THEN events WHEN 'interactions' THEN interactions WHEN 'new_users' THEN new_users
                        WHEN 'sessions' THEN sessions ELSE coalesce((SELECT value FROM json_each(types) WHERE key = ?6), 0) END AS value
  FROM buckets WHERE app_id = ?1 AND grain = ?2 AND start >= ?3 AND start < ?4`

export const snapshotRow = `SELECT refreshed_at, state FROM snapshots WHERE app_id = ?1`
