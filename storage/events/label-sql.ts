/**
 * The statements that change who counts as a bot. Rows keep their automatic label for ever; these move what is derived
 * from it, in one transaction: the last-seen minutes, and the new users and sessions of the batches that brought the actor.
 *
 * Parameters: ?1 app id · ?2 actor id · others as named.
 */
import { effectiveBot } from './write-sql.ts'

const lastMinute = `(SELECT max(a.last_minute) FROM actors a WHERE a.app_id = ?1 AND a.actor_id = ?2 AND ${effectiveBot('a')} = 0)`

/** Before the label changes: the actor leaves the minute it was last seen in, if it counts. */
export const leaveLastSeen = `UPDATE last_seen SET actors = actors - 1 WHERE app_id = ?1 AND minute = ${lastMinute}`

/** ?3 the label · ?4 now. */
export const setLabel = `
  INSERT INTO labels (app_id, actor_id, bot, labelled_at) VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT (app_id, actor_id) DO UPDATE SET bot = excluded.bot, labelled_at = excluded.labelled_at`

export const clearLabel = `DELETE FROM labels WHERE app_id = ?1 AND actor_id = ?2`

/** After the label changed: the actor is back where it was last seen, if it counts. */
export const enterLastSeen = `
  INSERT INTO last_seen (app_id, minute, actors) SELECT ?1, minute, 1 FROM (SELECT ${lastMinute} AS minute) WHERE minute IS NOT NULL
  ON CONFLICT (app_id, minute) DO UPDATE SET actors = actors + excluded.actors`

const touched = `
  SELECT first_minute AS minute, first_batch AS batch_id FROM actors WHERE app_id = ?1 AND actor_id = ?2
  UNION SELECT first_minute, first_batch FROM sessions WHERE app_id = ?1 AND actor_id = ?2`

/** SQL of a JSON array of the touched minutes, for the recounts of `rollup-sql.ts`. */
export const touchedMinutes = `(SELECT json_group_array(minute) FROM (${touched}))`

/** Counts anew what the touched batches brought. Reads all actors and sessions of the app: a label is a rare act of an operator. */
export const recountBatches = `
  WITH touched AS MATERIALIZED (${touched}),
  users AS (
    SELECT t.batch_id, count(DISTINCT a.actor_id) AS n FROM actors a JOIN touched t ON t.batch_id = a.first_batch
    WHERE a.app_id = ?1 AND ${effectiveBot('a')} = 0
      AND NOT EXISTS (SELECT 1 FROM actors o WHERE o.app_id = ?1 AND o.actor_id = a.actor_id AND ${effectiveBot('o')} = 0
                      AND (o.first_minute, o.first_batch) < (a.first_minute, a.first_batch))
    GROUP BY t.batch_id),
  opened AS (
    SELECT t.batch_id, count(*) AS n FROM sessions s JOIN touched t ON t.batch_id = s.first_batch
    WHERE s.app_id = ?1 AND ${effectiveBot('s')} = 0 GROUP BY t.batch_id)
  INSERT INTO batches (app_id, minute, batch_id, events, new_users, sessions, seconds, types, actors, ids)
  SELECT ?1, t.minute, t.batch_id, 0, coalesce(u.n, 0), coalesce(o.n, 0), '{}', '{}', '[]', '[]'
  FROM touched t LEFT JOIN users u USING (batch_id) LEFT JOIN opened o USING (batch_id)
  WHERE u.n > 0 OR o.n > 0 OR EXISTS (SELECT 1 FROM batches b WHERE b.app_id = ?1 AND b.minute = t.minute AND b.batch_id = t.batch_id)
  ON CONFLICT (app_id, minute, batch_id) DO UPDATE SET new_users = excluded.new_users, sessions = excluded.sessions`
