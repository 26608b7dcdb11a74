/**
 * Sends what waits in the outbox: right after the request that queued it, and every minute by the cron for what did not go through. Each
 * attempt is claimed first, so that two Workers never send the same mail at once; a mail that is sent twice all the same carries one key.
 */
import type { Context } from 'hono'
import { nextAttemptAt } from '../../../domain/mail/delivery.ts'
import type { Mailer } from '../../../domain/mail/mailer.ts'
import { claimDueMails, markFailed, markSent } from '../../../storage/kernel/mails.ts'
import type { QueuedMail } from '../../../storage/kernel/mails.ts'
import { errorText, logError, requestMark } from '../../shared/log.ts'
import type { ApiEnv, GatewayBindings } from '../bindings.ts'
import { isDevelopment, masterSecret } from '../../shared/settings.ts'
import { mailerOf } from './mailer-of.ts'
import type { MailerEnv } from './mailer-of.ts'

/** After an answer there is little time; the cron has more. */
const limits = { soon: 3, cron: 30 } as const

type MailEnv = MailerEnv & Pick<GatewayBindings, 'KERNEL_DB' | 'IDENTITY_SECRET'>

/** After the answer. What fails is the cron's. */
export const deliverSoon = (c: Context<ApiEnv>, now: number): void => {
  c.executionCtx.waitUntil(
    deliverDue(c.env, now, limits.soon).catch((error: unknown) => {
      logError({ event: 'mails_unsent', ...requestMark(c.get('requestId'), c.get('trace')), error: errorText(error) })
    }),
  )
}

/** Without a mailer everything waits until there is one. */
export const deliverDue = async (
  env: MailEnv,
  now: number,
  limit: number = limits.cron,
  mailer: Mailer | null = mailerOf(env),
): Promise<void> => {
  if (mailer === null) return
  const mails = await claimDueMails(env.KERNEL_DB, masterSecret(env), now, limit)
  for (const mail of mails) await deliver(env, mailer, mail, now)
}

const deliver = async (env: MailEnv, mailer: Mailer, mail: QueuedMail, now: number): Promise<void> => {
  const sent = await mailer.send(mail)
  if (sent.ok) return markSent(env.KERNEL_DB, mail.id, now, isDevelopment(env))
  const { error } = sent
  const next = nextAttemptAt(error, mail.attempts, now)
  if (next === null) logError({ event: 'mail_given_up', mail: mail.id, attempts: mail.attempts, error: error.reason })
  return markFailed(env.KERNEL_DB, mail.id, error.reason, next)
}
