/** How much of what an app, a key, a person and an address may ask for (CONTRACT §1). An app's settings can override each. */
import * as z from 'zod'

export const defaultLimits = {
  /** Requests of `POST /v1/events` and frames of telemetry sockets, per app and second. */
  telemetry_requests_per_s: 2_000,
  /** Events in them, per app and second. */
  telemetry_events_per_s: 50_000,
  /** Other routes with a secret key, per key and minute. */
  key_requests_per_min: 6_000,
  /** Routes of people and operators, per user and address and minute. */
  user_requests_per_min: 600,
  /** Sign-in, registration and reset, per address and e-mail and minute. */
  sign_in_per_min: 10,
  /** Calls without any credential, per address and minute. */
  anonymous_per_min: 100,
} as const

export type LimitName = keyof typeof defaultLimits

const limit = z.int().min(1).max(10_000_000).optional()

/** Only what differs from the defaults. */
export const appLimits = z.object({
  telemetry_requests_per_s: limit,
  telemetry_events_per_s: limit,
  key_requests_per_min: limit,
  user_requests_per_min: limit,
  sign_in_per_min: limit,
  anonymous_per_min: limit,
} satisfies Record<LimitName, typeof limit>)
export type AppLimits = z.infer<typeof appLimits>

/** What holds for an app. */
export const limitOf = (limits: AppLimits, name: LimitName): number => limits[name] ?? defaultLimits[name]
