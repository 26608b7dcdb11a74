/** Both mailers under the suite of their port, and the provider's against recorded exchanges of its HTTP API. */
import { describe, expect, test } from 'vitest'
import { DevelopmentMailer } from '../../workers/gateway/mail/development-mailer.ts'
import { mailerOf } from '../../workers/gateway/mail/mailer-of.ts'
import { ProviderMailer } from '../../workers/gateway/mail/provider-mailer.ts'
import { mailerSuite, someMail } from './mailer.suite.ts'

const settings = { url: 'https://mail.test/emails', apiKey: 're_test', from: 'Prost <no-reply@prost.test>' }

type Recorded = { readonly status: number; readonly headers?: Record<string, string>; readonly body: string }

const accepted: Recorded = { status: 200, body: '{"id":"49a3999c-0ce1-4ea6-ab68-afcd6dc2e794"}' }

const providerAnswering = (recorded: Recorded): { mailer: ProviderMailer; requests: Request[] } => {
  const requests: Request[] = []
  const fetcher: typeof fetch = async (input, init) => {
    requests.push(new Request(input, init))
    return new Response(recorded.body, { status: recorded.status, headers: { 'Content-Type': 'application/json', ...recorded.headers } })
  }
  return { mailer: new ProviderMailer(settings, fetcher), requests }
}

const refusal = (status: number, name: string, headers: Record<string, string> = {}): Recorded => ({
  status,
  headers,
  body: JSON.stringify({ statusCode: status, message: 'In words.', name }),
})

mailerSuite('development', () => new DevelopmentMailer())
mailerSuite('provider', () => providerAnswering(accepted).mailer)

describe('the provider', () => {
  test('[B15] gets one POST with the bearer token and the id of the mail as Idempotency-Key', async () => {
    const { mailer, requests } = providerAnswering(accepted)
    const mail = someMail()
    await mailer.send(mail)
    const [request] = requests
    expect(requests).toHaveLength(1)
    expect([request?.method, request?.url]).toEqual(['POST', settings.url])
    expect(Object.fromEntries(request?.headers ?? [])).toMatchObject({
      authorization: 'Bearer re_test',
      'content-type': 'application/json',
      'idempotency-key': mail.id,
    })
    expect(await request?.json()).toEqual({ from: settings.from, to: [mail.to], subject: mail.subject, text: mail.text })
  })

  test.each([
    [refusal(429, 'rate_limit_exceeded', { 'Retry-After': '2' }), { retry: true, reason: 'rate_limit_exceeded', retryAfterMs: 2_000 }],
    [refusal(429, 'daily_quota_exceeded'), { retry: true, reason: 'daily_quota_exceeded' }],
    [refusal(500, 'application_error'), { retry: true, reason: 'application_error' }],
    [
      { status: 502, body: '<html>Bad gateway</html>' },
      { retry: true, reason: 'status_502' },
    ],
    [
      { status: 503, headers: { 'Retry-After': 'Wed, 21 Oct 2026 07:28:00 GMT' }, body: '' },
      { retry: true, reason: 'status_503' },
    ],
    [refusal(401, 'missing_api_key'), { retry: true, reason: 'missing_api_key' }],
    [refusal(403, 'invalid_api_key'), { retry: true, reason: 'invalid_api_key' }],
    [refusal(409, 'concurrent_idempotent_requests'), { retry: true, reason: 'concurrent_idempotent_requests' }],
    [refusal(409, 'invalid_idempotent_request'), { retry: false, reason: 'invalid_idempotent_request' }],
    [refusal(400, 'validation_error'), { retry: false, reason: 'validation_error' }],
    [refusal(422, 'invalid_from_address'), { retry: false, reason: 'invalid_from_address' }],
    [
      { status: 422, body: '{"name":"With Words and grace@people.test"}' },
      { retry: false, reason: 'status_422' },
    ],
  ])('[B15] %o means %o', async (recorded, error) => {
    expect(await providerAnswering(recorded).mailer.send(someMail())).toEqual({ ok: false, error })
  })

  test('[B15] that can not be reached is tried again', async () => {
    const mailer = new ProviderMailer(settings, () => Promise.reject(new TypeError('Network connection lost.')))
    expect(await mailer.send(someMail())).toEqual({ ok: false, error: { retry: true, reason: 'unreachable' } })
  })
})

describe('which mailer a deployment has', () => {
  const env = { MAIL_API_KEY: '', MAIL_API_URL: settings.url, MAIL_FROM: settings.from, ENVIRONMENT: 'production' }

  test('[B15] production without a provider has none, and never the mailbox of development', () => {
    expect(mailerOf(env)).toBeNull()
    expect(mailerOf({ ...env, ENVIRONMENT: 'anything' })).toBeNull()
    expect(mailerOf({ ...env, MAIL_API_KEY: 're_test' })).toBeInstanceOf(ProviderMailer)
    expect(mailerOf({ ...env, ENVIRONMENT: 'development' })).toBeInstanceOf(DevelopmentMailer)
  })
})
