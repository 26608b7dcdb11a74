/** The outbox of mails: each leaves once, is tried again while that may help, and leaves nothing behind that opens anything. */
import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { newId } from '../../contract/ids.ts'
import type { Result } from '../../contract/errors.ts'
import { MasterSecret } from '../../domain/identity/master-secret.ts'
import { deliveryRules, retryDelayMs } from '../../domain/mail/delivery.ts'
import type { Mail, Mailer, MailFailure } from '../../domain/mail/mailer.ts'
import { claimDueMails, newestMails, purgeMails, queueMail, queueMailIfChanged } from '../../storage/kernel/mails.ts'
import { deliverDue } from '../../workers/gateway/mail/deliver.ts'
import { realm } from './people-harness.ts'
import type { Realm } from './people-harness.ts'

const secret = new MasterSecret(env.IDENTITY_SECRET)
const production = { ...env, ENVIRONMENT: 'production' }
const start = Date.now()

let home: Realm
beforeEach(async () => {
  await env.KERNEL_DB.prepare('DELETE FROM mails').run()
  home = await realm()
})

class FakeMailer implements Mailer {
  readonly sent: Mail[] = []
  answer: Result<null, MailFailure> = { ok: true, value: null }
  send(mail: Mail): Promise<Result<null, MailFailure>> {
    this.sent.push(mail)
    return Promise.resolve(this.answer)
  }
}

const content = (text = 'the link') => ({ app: home.app.app_id, to: `${newId()}@people.test`, subject: 'Hello', text, now: start })
const rows = async () => (await env.KERNEL_DB.prepare('SELECT * FROM mails').all()).results

test('[B15] a mail is queued with its act or not at all', async () => {
  const never = env.KERNEL_DB.prepare(`UPDATE apps SET name = 'x' WHERE app_id = 'none'`)
  await env.KERNEL_DB.batch([never, queueMailIfChanged(env.KERNEL_DB, secret, content())])
  expect(await rows()).toEqual([])
  const renames = env.KERNEL_DB.prepare(`UPDATE apps SET name = 'x' WHERE app_id = ?`).bind(home.app.app_id)
  await env.KERNEL_DB.batch([renames, queueMailIfChanged(env.KERNEL_DB, secret, content())])
  expect(await rows()).toHaveLength(1)
})

test('[B15] it is sent once, and what it said is forgotten', async () => {
  const mail = content('https://prost.test/reset?token=secret')
  await queueMail(env.KERNEL_DB, secret, mail).run()
  expect(JSON.stringify(await rows())).not.toContain('secret')
  const mailer = new FakeMailer()
  await Promise.all([1, 2, 3].map(() => deliverDue(production, start, 10, mailer)))
  await deliverDue(production, start + 86_400_000, 10, mailer)
  expect(mailer.sent.map(({ to, subject, text }) => ({ to, subject, text }))).toEqual([
    { to: mail.to, subject: mail.subject, text: mail.text },
  ])
  expect(await rows()).toEqual([expect.objectContaining({ sent_at: start, content_sealed: '', last_error: null })])
})

test('[B15] in development it is sent once too, and stays to be read', async () => {
  await queueMail(env.KERNEL_DB, secret, content()).run()
  const mailer = new FakeMailer()
  for (const later of [0, 1, 86_400_000]) await deliverDue(env, start + later, 10, mailer)
  expect(mailer.sent).toHaveLength(1)
  expect(await newestMails(env.KERNEL_DB, secret, 10)).toHaveLength(1)
})

test('[F1] what may pass is tried again, later each time, under the same id, and given up after a day', async () => {
  await queueMail(env.KERNEL_DB, secret, content()).run()
  const mailer = new FakeMailer()
  mailer.answer = { ok: false, error: { retry: true, reason: 'status_503' } }
  let now = start
  for (let attempt = 1; attempt <= deliveryRules.attempts; attempt++) {
    await deliverDue(production, now, 10, mailer)
    expect(mailer.sent).toHaveLength(attempt)
    await deliverDue(production, now + retryDelayMs(attempt) - 1, 10, mailer)
    expect(mailer.sent).toHaveLength(attempt)
    now += retryDelayMs(attempt)
  }
  await deliverDue(production, now + 30 * 86_400_000, 10, mailer)
  expect(mailer.sent).toHaveLength(deliveryRules.attempts)
  expect(new Set(mailer.sent.map(({ id }) => id)).size).toBe(1)
  expect(now - start).toBeLessThan(86_400_000)
})

test('[B15] what the provider refuses for good is not tried again; what it asks to wait for is', async () => {
  await queueMail(env.KERNEL_DB, secret, content()).run()
  const mailer = new FakeMailer()
  mailer.answer = { ok: false, error: { retry: true, reason: 'rate_limit_exceeded', retryAfterMs: 3_600_000 } }
  await deliverDue(production, start, 10, mailer)
  await deliverDue(production, start + 3_599_999, 10, mailer)
  expect(mailer.sent).toHaveLength(1)
  mailer.answer = { ok: false, error: { retry: false, reason: 'validation_error' } }
  await deliverDue(production, start + 3_600_000, 10, mailer)
  await deliverDue(production, start + 7 * 86_400_000, 10, mailer)
  expect(mailer.sent).toHaveLength(2)
  expect(await rows()).toEqual([expect.objectContaining({ sent_at: null, last_error: 'validation_error' })])
})

test('[F1] a Worker that died with a mail in its hands loses none: it is due again', async () => {
  await queueMail(env.KERNEL_DB, secret, content()).run()
  expect(await claimDueMails(env.KERNEL_DB, secret, start, 10)).toHaveLength(1)
  expect(await claimDueMails(env.KERNEL_DB, secret, start + 1, 10)).toHaveLength(0)
  expect(await claimDueMails(env.KERNEL_DB, secret, start + retryDelayMs(1), 10)).toHaveLength(1)
})

test('[B15] a mail that nobody can read any more holds up no other', async () => {
  await queueMail(env.KERNEL_DB, new MasterSecret('the secret before'), content()).run()
  const readable = content()
  await queueMail(env.KERNEL_DB, secret, readable).run()
  const mailer = new FakeMailer()
  await deliverDue(production, start, 10, mailer)
  expect(mailer.sent.map(({ to }) => to)).toEqual([readable.to])
})

test('[B15] without a mailer mails wait; a week later nothing is left of them', async () => {
  await queueMail(env.KERNEL_DB, secret, content()).run()
  await deliverDue({ ...production, MAIL_API_KEY: '' }, start)
  expect(await rows()).toEqual([expect.objectContaining({ attempts: 0, sent_at: null })])
  await purgeMails(env.KERNEL_DB, start + 7 * 86_400_000 + 1)
  expect(await rows()).toEqual([])
})
