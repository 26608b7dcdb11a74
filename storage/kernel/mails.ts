/**
 * The outbox of mails. A mail is queued in the same batch as the act that it tells of, its content sealed, because it may carry a link
 * that works once. Sending is claimed by one conditional UPDATE, so that each attempt is one Worker's. Spans apps: the platform sends.
 */
import * as z from 'zod'
import { newId } from '../../contract/ids.ts'
import type { AppId } from '../../contract/ids.ts'
import type { MasterSecret } from '../../domain/identity/master-secret.ts'
import { deliveryRules, retryDelayMs } from '../../domain/mail/delivery.ts'
import type { Mail } from '../../domain/mail/mailer.ts'
import type { MailContent } from '../../domain/mail/templates.ts'

const purpose = 'mail'
const content: z.ZodType<MailContent> = z.object({ subject: z.string(), text: z.string() })

export type NewMail = MailContent & { readonly app: AppId; readonly to: string; readonly now: number }

const columns = 'mails (mail_id, app_id, recipient, content_sealed, created_at, next_attempt_at)'

const valuesOf = (secret: MasterSecret, { app, to, now, subject, text }: NewMail): unknown[] => {
  const id = newId()
  return [id, app, to, secret.seal(purpose, id, JSON.stringify({ subject, text })), now, now]
}

/** For a batch: the mail goes out if the batch goes in. */
export const queueMail = (db: D1Database, secret: MasterSecret, mail: NewMail): D1PreparedStatement =>
  db.prepare(`INSERT INTO ${columns} VALUES (?, ?, ?, ?, ?, ?)`).bind(...valuesOf(secret, mail))

/** For a batch, right after a conditional write: only if that changed a row. */
export const queueMailIfChanged = (db: D1Database, secret: MasterSecret, mail: NewMail): D1PreparedStatement =>
  db.prepare(`INSERT INTO ${columns} SELECT ?, ?, ?, ?, ?, ? WHERE changes() > 0`).bind(...valuesOf(secret, mail))

const row = z.object({ mail_id: z.string(), recipient: z.string(), content_sealed: z.string(), created_at: z.int(), attempts: z.int() })

export type QueuedMail = Mail & { readonly createdAt: number; readonly attempts: number }

/** Null for what another IDENTITY_SECRET sealed: nobody can read it any more. */
const opened = (secret: MasterSecret, found: unknown): QueuedMail | null => {
  const { mail_id, recipient, content_sealed, created_at, attempts } = row.parse(found)
  const text = secret.open(purpose, mail_id, content_sealed)
  return text === null ? null : { id: mail_id, to: recipient, ...content.parse(JSON.parse(text)), createdAt: created_at, attempts }
}

/** Mails that are due, now claimed by the caller until their next attempt would be. */
export const claimDueMails = async (db: D1Database, secret: MasterSecret, now: number, limit: number): Promise<QueuedMail[]> => {
  const delay = `min(${deliveryRules.longestDelayMs}, ${retryDelayMs(1)} << min(attempts, 20))`
  const { results } = await db
    .prepare(
      `UPDATE mails SET attempts = attempts + 1, next_attempt_at = ?1 + ${delay}
       WHERE mail_id IN (SELECT mail_id FROM mails WHERE sent_at IS NULL AND next_attempt_at <= ?1 AND attempts < ?2
                         ORDER BY next_attempt_at LIMIT ?3)
       RETURNING mail_id, recipient, content_sealed, created_at, attempts`,
    )
    .bind(now, deliveryRules.attempts, limit)
    .all()
  return results.map((found) => opened(secret, found)).filter((mail) => mail !== null)
}

/** `keepContent`: for the development mailbox. Elsewhere a link that may still work is not kept longer than needed. */
export const markSent = async (db: D1Database, mail: Mail['id'], now: number, keepContent: boolean): Promise<void> => {
  await db
    .prepare(`UPDATE mails SET sent_at = ?, last_error = NULL ${keepContent ? '' : `, content_sealed = ''`} WHERE mail_id = ?`)
    .bind(now, mail)
    .run()
}

/** `next` null: it is given up. */
export const markFailed = async (db: D1Database, mail: Mail['id'], reason: string, next: number | null): Promise<void> => {
  const given = next === null ? [deliveryRules.attempts, 0] : [0, next]
  await db
    .prepare('UPDATE mails SET last_error = ?, attempts = max(attempts, ?), next_attempt_at = max(next_attempt_at, ?) WHERE mail_id = ?')
    .bind(reason, ...given, mail)
    .run()
}

/** The mailbox of development: the newest first. */
export const newestMails = async (db: D1Database, secret: MasterSecret, limit: number): Promise<QueuedMail[]> => {
  const { results } = await db
    .prepare(
      `SELECT mail_id, recipient, content_sealed, created_at, attempts FROM mails WHERE content_sealed <> '' ORDER BY mail_id DESC LIMIT ?`,
    )
    .bind(limit)
    .all()
  return results.map((found) => opened(secret, found)).filter((mail) => mail !== null)
}

/** For the cron: sent or given up, a week later nothing is left of a mail. */
export const purgeMails = async (db: D1Database, now: number): Promise<void> => {
  await db
    .prepare('DELETE FROM mails WHERE created_at < ?')
    .bind(now - 7 * 86_400_000)
    .run()
}
