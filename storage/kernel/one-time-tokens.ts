/**
 * Links in mails: each works once and for a while. Only a digest is kept; whoever presents the token reads the mailbox that it went to.
 * Consumed by one conditional UPDATE, so that of two at once one gets it. What waits between the calls of a sign-in is `sign-in-steps.ts`'s.
 */
import { createHash, randomBytes } from 'node:crypto'
import * as z from 'zod'
import { appId, userId } from '../../contract/ids.ts'
import type { AppId, UserId } from '../../contract/ids.ts'

export type OneTimePurpose = 'verify_email' | 'reset_password'

export type OneTimeToken = { readonly token: string; readonly hash: string }

const prefix = 'pq_ot_'

/** 256 random bits: no one can guess it, so a fast digest keeps it. */
export const newOneTimeToken = (): OneTimeToken => {
  const token = prefix + randomBytes(32).toString('base64url')
  return { token, hash: hashOneTimeToken(token) }
}

export const hashOneTimeToken = (token: string): string => createHash('sha256').update(token).digest('hex')

export type OneTimeIssue = {
  readonly app: AppId
  readonly purpose: OneTimePurpose
  readonly user: UserId
  readonly hash: string
  readonly now: number
  readonly ttlMs: number
}

const columns = 'one_time_tokens (token_hash, app_id, purpose, user_id, created_at, expires_at)'

/** For a batch, right after a conditional write: only if that changed a row. */
export const issuingIfChanged = (db: D1Database, { hash, app, purpose, user, now, ttlMs }: OneTimeIssue): D1PreparedStatement =>
  db.prepare(`INSERT INTO ${columns} SELECT ?, ?, ?, ?, ?, ? WHERE changes() > 0`).bind(hash, app, purpose, user, now, now + ttlMs)

export type MailedIssue = Omit<OneTimeIssue, 'user'> & {
  /** How many a person gets within an hour: whoever knows an address must not be able to fill its mailbox. */
  readonly perHour: number
  /** Only while the address is not proved. */
  readonly unverified?: boolean
}

/** For a batch: a token for the person with this e-mail; none when there is no such person, when they are disabled, or had enough. */
export const issuingByEmail = (db: D1Database, email: string, issue: MailedIssue): D1PreparedStatement =>
  db
    .prepare(
      `INSERT INTO ${columns}
       SELECT ?1, u.app_id, ?3, u.user_id, ?4, ?5 FROM users u
       WHERE u.app_id = ?2 AND u.email = ?6 AND u.disabled_at IS NULL ${issue.unverified === true ? 'AND u.email_verified_at IS NULL' : ''}
         AND ?7 > (SELECT count(*) FROM one_time_tokens t
                   WHERE t.app_id = ?2 AND t.user_id = u.user_id AND t.purpose = ?3 AND t.created_at > ?4 - 3600000)`,
    )
    .bind(issue.hash, issue.app, issue.purpose, issue.now, issue.now + issue.ttlMs, email, issue.perHour)

const holderRow = z.object({ app_id: appId, user_id: userId })
/** Whose a token is. The tenant follows from it. */
export type Holder = z.infer<typeof holderRow>

/** ?1 the purpose, ?2 the digest, ?3 now. */
export const isGoodToken = `purpose = ?1 AND token_hash = ?2 AND used_at IS NULL AND expires_at > ?3`

/** For a batch; changes a row when the token is good. */
export const consuming = (db: D1Database, purpose: OneTimePurpose, hash: string, now: number): D1PreparedStatement =>
  db.prepare(`UPDATE one_time_tokens SET used_at = ?3 WHERE ${isGoodToken}`).bind(purpose, hash, now)

/** Whose a good token is, without using it up; null when it is not good, whatever the reason. */
export const holderOf = async (db: D1Database, purpose: OneTimePurpose, hash: string, now: number): Promise<Holder | null> => {
  const found = await db.prepare(`SELECT app_id, user_id FROM one_time_tokens WHERE ${isGoodToken}`).bind(purpose, hash, now).first()
  return found === null ? null : holderRow.parse(found)
}

/** For a batch: what else of this purpose a person holds is worth nothing any more. */
export const voiding = (db: D1Database, app: AppId, user: UserId, purpose: OneTimePurpose, now: number): D1PreparedStatement =>
  db
    .prepare('UPDATE one_time_tokens SET used_at = ? WHERE app_id = ? AND user_id = ? AND purpose = ? AND used_at IS NULL')
    .bind(now, app, user, purpose)

/** For the cron: a day after their end nobody asks for them any more. */
export const purgeOneTimeTokens = async (db: D1Database, now: number): Promise<void> => {
  await db
    .prepare('DELETE FROM one_time_tokens WHERE expires_at < ?')
    .bind(now - 86_400_000)
    .run()
}
