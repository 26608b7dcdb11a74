/**
 * Mails by a provider's HTTP API: `POST` of JSON with a bearer token and an Idempotency-Key, as Resend documents it
 * (https://resend.com/docs/api-reference/emails/send-email). Decides which failures are worth another attempt.
 */
import * as z from 'zod'
import type { Result } from '../../../contract/errors.ts'
import type { Mail, Mailer, MailFailure } from '../../../domain/mail/mailer.ts'

export type ProviderSettings = { readonly url: string; readonly apiKey: string; readonly from: string }

const timeoutMs = 10_000
const errorBody = z.object({ name: z.string().regex(/^[a-z_]{1,64}$/) })
/** What will be said of the same mail again. All else may pass: also a wrong key or sender, which whoever runs the platform corrects. */
const final = new Set([400, 409, 413, 422])
/** 409 too, and soon over. */
const underWay = 'concurrent_idempotent_requests'

export class ProviderMailer implements Mailer {
  readonly #settings: ProviderSettings
  readonly #fetch: typeof fetch

  constructor(settings: ProviderSettings, fetcher: typeof fetch = (input, init) => fetch(input, init)) {
    this.#settings = settings
    this.#fetch = fetcher
  }

  async send(mail: Mail): Promise<Result<null, MailFailure>> {
    try {
      const answer = await this.#post(mail)
      if (answer.ok) {
        await answer.body?.cancel()
        return { ok: true, value: null }
      }
      return { ok: false, error: await failureOf(answer) }
    } catch {
      // The network's failure, whatever it says of itself: the same mail is sent again under the same key.
      return { ok: false, error: { retry: true, reason: 'unreachable' } }
    }
  }

  #post({ id, to, subject, text }: Mail): Promise<Response> {
    const { url, apiKey, from } = this.#settings
    return this.#fetch(url, {
      method: 'POST',
      headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json', 'Idempotency-Key': id },
      body: JSON.stringify({ from, to: [to], subject, text }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
  }
}

const failureOf = async (answer: Response): Promise<MailFailure> => {
  const name = await errorName(answer)
  const retry = !final.has(answer.status) || name === underWay
  const retryAfterMs = retryAfter(answer.headers.get('Retry-After'))
  return { retry, reason: name ?? `status_${answer.status}`, ...(retryAfterMs === null ? {} : { retryAfterMs }) }
}

const errorName = async (answer: Response): Promise<string | null> => {
  try {
    const parsed = errorBody.safeParse(await answer.json())
    return parsed.success ? parsed.data.name : null
  } catch {
    // An answer without a JSON body: its status says enough.
    return null
  }
}

/** Seconds; a date says nothing that the backoff does not. */
const retryAfter = (header: string | null): number | null => (header !== null && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : null)
