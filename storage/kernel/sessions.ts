/**
 * Sign-ins of people. Opening, rotating and ending are each one transaction; ending also tells the list that isolates poll, so that
 * access tokens end with their session. What a refresh means is `domain/identity/refresh-decision.ts`'s.
 */
import { randomBytes } from 'node:crypto'
import * as z from 'zod'
import type { AuditNote } from '../../contract/audit.ts'
import { appId, newId, sessionId, userId } from '../../contract/ids.ts'
import type { AppId, SessionId, UserId } from '../../contract/ids.ts'
import { refreshRules } from '../../domain/identity/refresh-decision.ts'
import { noted, notedIfChanged } from './audit-outbox.ts'

export type SessionMethod = 'password' | 'passkey' | 'oauth' | 'registration' | 'reset'
export type OpenedSession = { readonly session_id: SessionId; readonly generation: number; readonly nonce: string }

export type NewSession = {
  readonly app: AppId
  readonly user: UserId
  readonly method: SessionMethod
  /** What the client calls itself; cut here. */
  readonly userAgent: string | null
  readonly now: number
  readonly note?: AuditNote
}

const longestUserAgent = 200

/** Null for a person who is disabled or not of this app. */
export const openSession = async (
  db: D1Database,
  { app, user, method, userAgent, now, note }: NewSession,
): Promise<OpenedSession | null> => {
  const opened = { session_id: sessionId.parse(newId()), generation: 0, nonce: randomBytes(32).toString('hex') }
  const insert = db
    .prepare(
      `INSERT INTO auth_sessions (session_id, app_id, user_id, nonce, generation, method, user_agent, created_at, refreshed_at, expires_at)
       SELECT ?1, app_id, user_id, ?2, 0, ?3, ?4, ?5, ?5, ?6 FROM users WHERE app_id = ?7 AND user_id = ?8 AND disabled_at IS NULL`,
    )
    .bind(opened.session_id, opened.nonce, method, userAgent?.slice(0, longestUserAgent) ?? null, now, now + refreshRules.idleMs, app, user)
  const [inserted] = await db.batch(note === undefined ? [insert] : [insert, notedIfChanged(db, app, note)])
  return inserted?.meta.changes === 0 ? null : opened
}

const sessionRow = z
  .object({
    session_id: sessionId,
    app_id: appId,
    user_id: userId,
    nonce: z.string(),
    generation: z.int(),
    refreshed_at: z.int(),
    expires_at: z.int(),
    revoked_at: z.int().nullable(),
  })
  .transform(({ refreshed_at, expires_at, revoked_at, ...rest }) => ({
    ...rest,
    refreshedAt: refreshed_at,
    expiresAt: expires_at,
    revokedAt: revoked_at,
  }))
export type StoredSession = z.infer<typeof sessionRow>

/** A session by its id, which only its refresh token knows. Of people that are disabled and apps that are archived there is none. */
export const findSession = async (db: D1Database, session: SessionId): Promise<StoredSession | null> => {
  const found = await db
    .prepare(
      `SELECT s.session_id, s.app_id, s.user_id, s.nonce, s.generation, s.refreshed_at, s.expires_at, s.revoked_at
       FROM auth_sessions s JOIN users u ON u.user_id = s.user_id JOIN apps a ON a.app_id = s.app_id
       WHERE s.session_id = ? AND u.disabled_at IS NULL AND a.archived_at IS NULL`,
    )
    .bind(session)
    .first()
  return found === null ? null : sessionRow.parse(found)
}

/** Moves a session on from the generation it was read at; false when another request was first. */
export const rotateSession = async (db: D1Database, session: StoredSession, now: number): Promise<boolean> => {
  const moved = await db
    .prepare(
      `UPDATE auth_sessions SET generation = generation + 1, refreshed_at = ?1, expires_at = ?2
       WHERE session_id = ?3 AND app_id = ?4 AND generation = ?5 AND revoked_at IS NULL RETURNING generation`,
    )
    .bind(now, now + refreshRules.idleMs, session.session_id, session.app_id, session.generation)
    .first()
  return moved !== null
}

/** One session, all of a person, all but one, or all while the digest is of a reset link that is still good. */
export type WhichSessions =
  | { readonly session: SessionId; readonly user?: UserId }
  | { readonly user: UserId; readonly except?: SessionId }
  | { readonly user: UserId; readonly resetWith: string }

const linkIsGood = `EXISTS (SELECT 1 FROM one_time_tokens WHERE token_hash = ? AND purpose = 'reset_password' AND used_at IS NULL AND expires_at > ?)`

const conditionOf = (which: WhichSessions, now: number): { readonly sql: string; readonly values: readonly (string | number)[] } => {
  if ('session' in which && which.user === undefined) return { sql: 'session_id = ?', values: [which.session] }
  if ('session' in which) return { sql: 'session_id = ? AND user_id = ?', values: [which.session, which.user ?? ''] }
  if ('resetWith' in which) return { sql: `user_id = ? AND ${linkIsGood}`, values: [which.user, which.resetWith, now] }
  if (which.except === undefined) return { sql: 'user_id = ?', values: [which.user] }
  return { sql: 'user_id = ? AND session_id <> ?', values: [which.user, which.except] }
}

/** For a batch: ends sessions of an app and tells the list. The last statement changes a row for each that ended. */
export const endingSessions = (
  db: D1Database,
  app: AppId,
  which: WhichSessions,
  { reason, now }: { readonly reason: string; readonly now: number },
): D1PreparedStatement[] => {
  const { sql, values } = conditionOf(which, now)
  const live = `app_id = ? AND ${sql} AND revoked_at IS NULL`
  return [
    db
      .prepare(
        `INSERT INTO revocations (session_id, app_id, revoked_at) SELECT session_id, app_id, ? FROM auth_sessions WHERE ${live} ON CONFLICT DO NOTHING`,
      )
      .bind(now, app, ...values),
    db
      .prepare(`UPDATE auth_sessions SET revoked_at = ?, revoke_reason = ? WHERE ${live} RETURNING session_id`)
      .bind(now, reason, app, ...values),
  ]
}

export type Ending = { readonly reason: string; readonly now: number; readonly note: AuditNote; readonly noteAlways?: boolean }

/** Ends sessions with their audit note; answers which had been live. */
export const endSessions = async (
  db: D1Database,
  app: AppId,
  which: WhichSessions,
  { note, noteAlways, ...how }: Ending,
): Promise<SessionId[]> => {
  const ending = endingSessions(db, app, which, how)
  return endedIn(await db.batch([...ending, noteAlways === true ? noted(db, app, note) : notedIfChanged(db, app, note)]))
}

const endedRow = z.object({ session_id: sessionId })

/** Which sessions ended in a batch that began with `endingSessions`. */
export const endedIn = (results: readonly D1Result[]): SessionId[] =>
  (results[1]?.results ?? []).map((row) => endedRow.parse(row).session_id)

const ownerRow = z.object({ session_id: sessionId, user_id: userId })
export type SessionOwner = z.infer<typeof ownerRow>

/** Whose sign-ins these are, ended ones too; what the app does not have is left out. */
export const peopleOfSessions = async (db: D1Database, app: AppId, sessions: readonly SessionId[]): Promise<SessionOwner[]> => {
  const { results } = await db
    .prepare('SELECT session_id, user_id FROM auth_sessions WHERE app_id = ? AND session_id IN (SELECT value FROM json_each(?))')
    .bind(app, JSON.stringify(sessions))
    .all()
  return results.map((result) => ownerRow.parse(result))
}
