/** The port through which mails leave. Adapters are in `workers/gateway/mail`; when to try again is `delivery.ts`'s. */
import type { Result } from '../../contract/errors.ts'

export type Mail = {
  /** Names the mail for good: sending it twice is sending it once. */
  readonly id: string
  readonly to: string
  readonly subject: string
  /** Plain text. */
  readonly text: string
}

/** `retry`: whether a later attempt may go through. `reason`: a stable word for the log and the outbox, never the mail's content. */
export type MailFailure = { readonly retry: boolean; readonly reason: string; readonly retryAfterMs?: number }

/** Never throws: what fails is answered. */
export interface Mailer {
  send(mail: Mail): Promise<Result<null, MailFailure>>
}
