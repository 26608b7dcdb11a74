/** Which types of events an app received, counted from its buckets: the cost is theirs, however many events there are. */
import type { EventTypesAnswer, EventTypesQuery } from '../../contract/event-types.ts'
import type { Result } from '../../contract/errors.ts'
import type { AppId } from '../../contract/ids.ts'
import { eventTypesRange } from '../../domain/metrics/event-types-range.ts'
import { dayMs, hourMs } from './rollup-sql.ts'
import { eventTypeRow } from './rows.ts'

const listed = 200

/** The latest bucket of a grain that names `t.type` and lies in the `length` ms from `start` on. Types are words and dots, so they can stand in a path. */
const latest = (grain: 'hour' | 'minute', start: string, length: number): string => `
  (SELECT b.start FROM buckets b
   WHERE b.app_id = ?1 AND b.grain = '${grain}' AND b.start >= ${start} AND b.start < ${start} + ${length}
     AND json_extract(b.types, '$."' || t.type || '"') IS NOT NULL
   ORDER BY b.start DESC LIMIT 1)`

/**
 * ?1 app id · ?2 grain · ?3 from and ?4 to on the buckets' start · ?5 how many. The last time of a type is looked for below its last bucket: in that day's
 * hours, in that hour's minutes, from the latest back. Where a finer bucket has it among the rarest (`*`), the coarser one's start stands.
 */
const countTypes = `
  WITH counted AS MATERIALIZED (
    SELECT j.key AS type, sum(j.value) AS events, max(b.start) AS start
    FROM buckets b CROSS JOIN json_each(b.types) j
    WHERE b.app_id = ?1 AND b.grain = ?2 AND b.start >= ?3 AND b.start < ?4 AND j.key <> '*'
    GROUP BY j.key ORDER BY events DESC, j.key LIMIT ?5),
  hours AS MATERIALIZED (
    SELECT t.*, CASE ?2 WHEN 'day' THEN ${latest('hour', 't.start', dayMs)} WHEN 'hour' THEN t.start END AS hour FROM counted t)
  SELECT t.type, t.events, coalesce(${latest('minute', 't.hour', hourMs)}, t.hour, t.start) AS last_at
  FROM hours t ORDER BY t.events DESC, t.type`

export const countEventTypes = async (
  db: D1Database,
  app: AppId,
  query: EventTypesQuery,
  now: number,
): Promise<Result<EventTypesAnswer>> => {
  const range = eventTypesRange(query, now)
  if (!range.ok) return range
  const { grain, from, to } = range.value
  const { results } = await db.prepare(countTypes).bind(app, grain, from, to, listed).all()
  const data = results.map((row) => eventTypeRow.parse(row))
  return { ok: true, value: { from: new Date(from).toISOString(), to: new Date(to).toISOString(), data, next_cursor: null } }
}
