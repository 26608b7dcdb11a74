/** What the two kinds of AttemptLimiter objects allow. The rules [AL…] are in `../SPEC.md`. */
import type { BeginAttempt } from '../../contract/attempts.ts'
import type { RatePolicy } from '../../domain/limits/rate-decision.ts'

export type Purpose = BeginAttempt['purpose']

export type AttemptPolicy = {
  /** Whether each address has a limit of its own, and addresses become known. */
  readonly byAddress: boolean
  /** What all who are not known share. */
  readonly shared: Readonly<Record<Purpose, RatePolicy>>
}

const minuteMs = 60_000
const hourMs = 3_600_000

export const attemptPolicies = {
  /** Attempts against one e-mail: guesses at its password, and mails that can be made to go to it. */
  email: {
    byAddress: true,
    shared: {
      guess: { name: 'sign_in_failures', limit: 100, periodMs: hourMs },
      request: { name: 'mail_requests', limit: 20, periodMs: hourMs },
    },
  },
  /** Attempts from one address, over all e-mails. */
  address: {
    byAddress: false,
    shared: {
      guess: { name: 'address_failures', limit: 100, periodMs: minuteMs },
      request: { name: 'address_requests', limit: 100, periodMs: minuteMs },
    },
  },
} as const satisfies Record<string, AttemptPolicy>

export type AttemptKind = keyof typeof attemptPolicies

export const attemptLimits = {
  /** Of `limit_per_min`. */
  ownPeriodMs: minuteMs,
  /** How many people behind one address may use their `limit_per_min` at once, where that is more than the limit of an address. */
  peoplePerAddress: 10,
  /** How long an address that got in is known, and how many are. */
  knownMs: 30 * 86_400_000,
  known: 20,
  /** A refusal is worth a note when the same limit was not met for this long. */
  quietMs: hourMs,
  retryMinMs: 500,
  retryMaxMs: 60_000,
} as const
