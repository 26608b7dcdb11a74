/** What waits between the calls of one sign-in: passkey challenges, finished flows, codes. Kept as digests, each works once. */
import * as z from 'zod'
import { appId, userId } from '../../contract/ids.ts'
import type { AppId, UserId } from '../../contract/ids.ts'
import { hashSecret } from '../../domain/credentials/secret-digest.ts'
import { jsonColumn } from './columns.ts'

export type StepPurpose = 'passkey_registration' | 'passkey_login' | 'passkey_signup' | 'oauth_code' | 'oauth_state'

export type Step = {
  readonly purpose: StepPurpose
  /** 256 random bits as text; only its digest is kept. */
  readonly secret: string
  readonly app: AppId
  readonly user?: UserId
  /** What the next call needs. No secrets. */
  readonly data: Readonly<Record<string, unknown>>
  readonly expiresAt: number
}

export const keepStep = async (db: D1Database, { purpose, secret, app, user, data, expiresAt }: Step, now: number): Promise<void> => {
  await db
    .prepare(
      'INSERT INTO one_time_tokens (token_hash, app_id, purpose, user_id, data, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    .bind(hashSecret(secret), app, purpose, user ?? null, JSON.stringify(data), now, expiresAt)
    .run()
}

export type TakenStep<T> = { readonly app_id: AppId; readonly user_id: UserId | null; readonly data: T }

/** Takes a step, whatever comes of it. Null for one that was taken, ran out, or never was. */
export const takeStep = async <T>(
  db: D1Database,
  { purpose, secret }: Pick<Step, 'purpose' | 'secret'>,
  data: z.ZodType<T>,
  now: number,
): Promise<TakenStep<T> | null> => {
  const taken = await db
    .prepare(
      `UPDATE one_time_tokens SET used_at = ?1 WHERE token_hash = ?2 AND purpose = ?3 AND used_at IS NULL AND expires_at > ?1
       RETURNING app_id, user_id, data`,
    )
    .bind(now, hashSecret(secret), purpose)
    .first()
  return taken === null ? null : z.object({ app_id: appId, user_id: userId.nullable(), data: jsonColumn(data) }).parse(taken)
}

/** Marks something that was made without a row as used; false when it was before. */
export const useOnce = async (
  db: D1Database,
  { purpose, secret, app, expiresAt }: Omit<Step, 'data' | 'user'>,
  now: number,
): Promise<boolean> => {
  const marked = await db
    .prepare(
      `INSERT INTO one_time_tokens (token_hash, app_id, purpose, created_at, expires_at, used_at) VALUES (?1, ?2, ?3, ?4, ?5, ?4)
       ON CONFLICT DO NOTHING`,
    )
    .bind(hashSecret(secret), app, purpose, now, expiresAt)
    .run()
  return marked.meta.changes > 0
}
