/** What mails say, in which language, and when they are tried again. */
import { describe, expect, test } from 'vitest'
import { deliveryRules, nextAttemptAt, retryDelayMs } from '../../domain/mail/delivery.ts'
import { languageOf } from '../../domain/mail/language.ts'
import { renderMail } from '../../domain/mail/templates.ts'
import type { MailTemplate } from '../../domain/mail/templates.ts'

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['pt-BR', 'pt'],
  ['pt', 'pt'],
  ['en-US,en;q=0.9,pt;q=0.8', 'en'],
  ['de, pt-PT;q=0.7, en;q=0.3', 'pt'],
  ['en;q=0.1, pt;q=0.2', 'pt'],
  ['pt;q=0, en;q=0.1', 'en'],
  ['fr, *;q=0.5', 'en'],
  ['pt;q=nonsense', 'en'],
  [';;,,;q=', 'en'],
])('[§6] Accept-Language %s is %s', (header, language) => {
  expect(languageOf(header)).toBe(language)
})

describe('templates', () => {
  const link = 'https://prost.test/x?token=pq_ot_abc'
  const templates: MailTemplate[] = [
    { kind: 'verify_email', app: 'Demo', name: 'Grace', link },
    { kind: 'reset_password', app: 'Demo', link },
    { kind: 'password_changed', app: 'Demo', name: 'Grace' },
    { kind: 'invitation', app: 'Demo', link },
  ]

  test.each(templates)('[B15] $kind names the app, carries its link once on a line of its own, in both languages', (template) => {
    const texts = (['pt', 'en'] as const).map((language) => renderMail(template, language))
    for (const { subject, text } of texts) {
      expect(subject).toContain('Demo')
      expect(text.split('\n').filter((line) => line === link)).toHaveLength('link' in template ? 1 : 0)
    }
    expect(texts[0]?.text).not.toBe(texts[1]?.text)
  })

  test('[B15] a name can not begin a new line, in a subject or a text', () => {
    const app = 'Demo\r\nBcc: everyone@people.test\u2028x'
    const { subject, text } = renderMail({ kind: 'verify_email', app, name: 'A\nB', link }, 'en')
    expect(subject).not.toMatch(/[\r\n\u2028]/)
    expect(text).toContain('Hello A B,')
  })
})

describe('delivery', () => {
  test('[F1] each attempt waits longer, up to a bound, and all of them end within a day', () => {
    const delays = Array.from({ length: deliveryRules.attempts }, (_, i) => retryDelayMs(i + 1))
    expect(delays.toSorted((left, right) => left - right)).toEqual(delays)
    expect(Math.max(...delays)).toBe(deliveryRules.longestDelayMs)
    expect(delays.slice(0, -1).reduce((sum, delay) => sum + delay, 0)).toBeLessThan(86_400_000)
  })

  test('[F1] the provider’s own wait counts when it is longer, but is bounded', () => {
    expect(nextAttemptAt({ retry: true, reason: 'x', retryAfterMs: 1 }, 1, 0)).toBe(retryDelayMs(1))
    expect(nextAttemptAt({ retry: true, reason: 'x', retryAfterMs: 60_000 }, 1, 0)).toBe(60_000)
    expect(nextAttemptAt({ retry: true, reason: 'x', retryAfterMs: 10 ** 12 }, 1, 0)).toBe(deliveryRules.longestDelayMs)
    expect(nextAttemptAt({ retry: false, reason: 'x' }, 1, 0)).toBeNull()
    expect(nextAttemptAt({ retry: true, reason: 'x' }, deliveryRules.attempts, 0)).toBeNull()
  })
})
