/** One app's telemetry sessions, latest start first, each list along an index of its own. */
import type { AppId } from '../../contract/ids.ts'
import type { TelemetrySession } from '../../contract/telemetry-sessions.ts'
import type { Page, SessionFilter } from '../../domain/events/event-store.ts'
import { decodeCursor, encodeCursor, sessionPosition } from './cursor.ts'
import { sessionColumns, toSession } from './rows.ts'
import { effectiveBot } from './write-sql.ts'

const columns = `s.session_id, s.actor_id, s.device_id, s.feature, s.started_at, s.last_seen_at, s.ended_at, s.end_reason, ${effectiveBot('s')} AS bot`

const conditions = { live: 'AND s.ended_at IS NULL', ended: 'AND s.ended_at IS NOT NULL' } as const

/**
 * ?1 app id · ?2 started_at, ?3 session and ?4 actor to be below · ?5 lowest started_at · ?6 how many · ?7 actor, or null for all. Live and ended
 * ones are picked out of all, of the actor or of the app: the live ones are among the latest.
 */
const pageOfSessions = ({ state, actor_id: actor }: SessionFilter): string => `
  SELECT ${columns} FROM sessions s INDEXED BY ${actor === undefined ? 'sessions_started' : 'sessions_of_actor'}
  WHERE s.app_id = ?1 AND (s.started_at, s.session_id, s.actor_id) < (?2, ?3, ?4) AND s.started_at >= ?5
    AND ${actor === undefined ? '?7 IS NULL' : 's.actor_id = ?7'} ${state === undefined ? '' : conditions[state]}
  ORDER BY s.started_at DESC, s.session_id DESC, s.actor_id DESC LIMIT ?6`

type PageRequest = { readonly limit: number; readonly cursor?: string }

/** Null when the cursor is not one of this list. */
export const listSessions = async (
  db: D1Database,
  app: AppId,
  filter: SessionFilter,
  { limit, cursor }: PageRequest,
  now: number,
): Promise<Page<TelemetrySession> | null> => {
  const { from = Number.MIN_SAFE_INTEGER, to = Number.MAX_SAFE_INTEGER } = filter
  const passed = cursor === undefined ? null : decodeCursor(sessionPosition, cursor)
  if (cursor !== undefined && passed === null) return null
  // A cursor of another range goes on inside this one.
  const below = passed !== null && passed[0] < to ? passed : ([to, '', ''] as const)
  const { results } = await db
    .prepare(pageOfSessions(filter))
    .bind(app, ...below, from, limit + 1, filter.actor_id ?? null)
    .all()
  const rows = results.slice(0, limit).map((row) => sessionColumns.parse(row))
  const last = rows.at(-1)
  const next = results.length > limit && last ? encodeCursor([last.started_at, last.session_id, last.actor_id]) : null
  return { data: rows.map((row) => toSession(row, now)), next_cursor: next }
}

/** ?1 app id · ?2 session · ?3 actor, or null. */
const oneSession = `
  SELECT ${columns} FROM sessions s
  WHERE s.app_id = ?1 AND s.session_id = ?2 AND (?3 IS NULL OR s.actor_id = ?3) ORDER BY s.started_at DESC, s.actor_id DESC LIMIT 1`

export const findSession = async (
  db: D1Database,
  app: AppId,
  id: string,
  actorId: string | null,
  now: number,
): Promise<TelemetrySession | null> => {
  const row = await db.prepare(oneSession).bind(app, id, actorId).first()
  return row === null ? null : toSession(sessionColumns.parse(row), now)
}
