/**
 * The directory of apps, as far as facts need it: the settings of one app, and which telemetry objects exist.
 * Plain SQL, so that the rollup needs no ORM. Archived apps are found too: what was accepted before is still theirs.
 */
import * as z from 'zod'
import { appSettings } from '../../contract/keys.ts'
import type { AppSettings } from '../../contract/keys.ts'
import type { AppId } from '../../contract/ids.ts'

export const appColumns = `app_id, name, session_ttl_s, interaction_patterns, origins, event_shard, telemetry_region, telemetry_shards, limits`

export const appRow = z
  .looseObject({ interaction_patterns: z.string(), origins: z.string(), limits: z.string() })
  .transform(({ interaction_patterns, origins, limits, ...rest }): unknown => ({
    ...rest,
    interaction_patterns: JSON.parse(interaction_patterns),
    origins: JSON.parse(origins),
    limits: JSON.parse(limits),
  }))
  .pipe(appSettings)

/** Null when there is no such app. Throws when the database does, or when a row is not what the schema says. */
export const findApp = async (db: D1Database, appId: AppId): Promise<AppSettings | null> => {
  const found = await db.prepare(`SELECT ${appColumns} FROM apps WHERE app_id = ?`).bind(appId).first()
  return found === null ? null : appRow.parse(found)
}

/** An app and the range of its telemetry objects that belong to a round: `from` inclusive, `to` exclusive. */
export type ObjectsOfApp = { readonly app: AppSettings; readonly from: number; readonly to: number }

/**
 * All objects of all apps in a fixed order, cut into rounds of `size`; round n is answered, counting on from the first
 * after the last. So whoever counts minutes visits every object without keeping a cursor.
 */
const roundQuery = `
  WITH placed AS (
    SELECT *, sum(telemetry_shards) OVER (ORDER BY app_id) - telemetry_shards AS first, sum(telemetry_shards) OVER () AS total
    FROM apps WHERE archived_at IS NULL),
  starting AS (SELECT *, (?1 % ((total + ?2 - 1) / ?2)) * ?2 AS start FROM placed)
  SELECT ${appColumns}, max(0, start - first) AS "from", min(telemetry_shards, start + ?2 - first) AS "to" FROM starting
  WHERE first + telemetry_shards > start AND first < start + ?2 ORDER BY app_id`

const bounds = z.object({ from: z.int(), to: z.int() })

export const objectsOfRound = async (db: D1Database, round: number, size: number): Promise<ObjectsOfApp[]> => {
  const { results } = await db.prepare(roundQuery).bind(round, size).all()
  return results.map((row) => ({ app: appRow.parse(row), ...bounds.parse(row) }))
}

/** The live apps one after the other, in the order of their ids; null after the last. */
export const appAfter = async (db: D1Database, after: AppId | null): Promise<AppSettings | null> => {
  const query = `SELECT ${appColumns} FROM apps WHERE archived_at IS NULL AND app_id > ? ORDER BY app_id LIMIT 1`
  const found = await db
    .prepare(query)
    .bind(after ?? '')
    .first()
  return found === null ? null : appRow.parse(found)
}
