/** Which mailer a deployment has: the provider wherever a key of its is set, else the development mailbox, and in production never that. */
import type { Mailer } from '../../../domain/mail/mailer.ts'
import type { GatewayBindings } from '../bindings.ts'
import { isDevelopment } from '../../shared/settings.ts'
import { DevelopmentMailer } from './development-mailer.ts'
import { ProviderMailer } from './provider-mailer.ts'

export type MailerEnv = Pick<GatewayBindings, 'MAIL_API_KEY' | 'MAIL_API_URL' | 'MAIL_FROM' | 'ENVIRONMENT'>

/** Null when there is none: mails wait in the outbox until there is. */
export const mailerOf = (env: MailerEnv): Mailer | null => {
  if (env.MAIL_API_KEY !== '') return new ProviderMailer({ url: env.MAIL_API_URL, apiKey: env.MAIL_API_KEY, from: env.MAIL_FROM })
  return isDevelopment(env) ? new DevelopmentMailer() : null
}
