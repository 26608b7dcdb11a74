/** When a mail that did not leave is tried again, and when it is given up. */
import type { MailFailure } from './mailer.ts'

export const deliveryRules = {
  /** Over about a day; the provider forgets what it sent after 24 h, so nothing is tried for longer. */
  attempts: 10,
  firstDelayMs: 30_000,
  longestDelayMs: 4 * 3_600_000,
} as const

/** How long a claimed mail is left alone: if whoever claimed it is gone, it is due again then. `attempt` counts from 1. */
export const retryDelayMs = (attempt: number): number =>
  Math.min(deliveryRules.longestDelayMs, deliveryRules.firstDelayMs * 2 ** Math.max(0, attempt - 1))

/** When the next attempt is due, or null when there is none. */
export const nextAttemptAt = ({ retry, retryAfterMs = 0 }: MailFailure, attempt: number, now: number): number | null => {
  if (!retry || attempt >= deliveryRules.attempts) return null
  return now + Math.max(retryDelayMs(attempt), Math.min(retryAfterMs, deliveryRules.longestDelayMs))
}
