/** The mailer of development: nothing leaves. Mails stay in the outbox, which is the mailbox that `/dev/mail` shows. */
import type { Mailer } from '../../../domain/mail/mailer.ts'

export class DevelopmentMailer implements Mailer {
  send(): ReturnType<Mailer['send']> {
    return Promise.resolve({ ok: true, value: null })
  }
}
