/**
 * An event as an app sends it, its receipt, and the fact it becomes.
 * The rules (clock, bots, quarantine) are in `domain/events/`; here are only shapes and limits.
 */
import * as z from 'zod'

/** Limits of one request, CONTRACT §2. Sizes are bytes. */
export const eventLimits = {
  eventsPerRequest: 1_000,
  requestBytes: 1_048_576,
  inflatedBytes: 5 * 1_048_576,
  eventBytes: 32 * 1_024,
  dataDepth: 32,
  aheadMs: 5 * 60_000,
  behindMs: 24 * 3_600_000,
} as const

/** Text that every store can keep: no NUL, no lone surrogate. */
export const storableText = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((s) => !s.includes('\u0000') && s.isWellFormed(), { error: 'has a NUL or a lone surrogate' })

export const eventType = z
  .string()
  .max(120)
  .regex(/^[a-z0-9_]+(\.[a-z0-9_]+){0,7}$/)

/** RFC 3339 with any offset. */
export const timestamp = z.iso.datetime({ offset: true })

export const eventContext = z.strictObject({
  user_agent: z.string().max(1_024).optional(),
  locale: z.string().max(64).optional(),
  page: z.string().max(2_048).optional(),
  app_version: z.string().max(128).optional(),
  /** Accepted so that senders need not filter it; never stored. */
  ip: z.string().max(64).optional(),
  /** What a CloudEvent carried beyond our fields: `source`, `dataschema`, extensions. */
  cloudevent: z.record(z.string(), z.unknown()).optional(),
})

export const eventInput = z.strictObject({
  id: storableText(128).optional(),
  type: eventType,
  actor_id: storableText(256),
  actor_type: storableText(64).optional(),
  action: storableText(128).optional(),
  session_id: storableText(128).optional(),
  device_id: storableText(128).optional(),
  feature: storableText(128).optional(),
  occurred_at: timestamp.optional(),
  data: z.record(z.string(), z.unknown()).optional(),
  context: eventContext.optional(),
})
export type EventInput = z.infer<typeof eventInput>

/** The four types with a meaning of their own, and the two that move a session's feature. */
export const sessionTypes = ['session.start', 'session.ping', 'session.end', 'session.recover'] as const
export const featureTypes = ['nav.feature.enter', 'nav.feature.leave'] as const
export type ControlType = (typeof sessionTypes)[number] | (typeof featureTypes)[number]

/** Why an event is in quarantine. */
export const quarantineCode = z.enum([
  'validation_failed',
  'event_too_large',
  'data_too_deep',
  'number_out_of_range',
  'session_id_required',
  'session_not_live',
])
export type QuarantineCode = z.infer<typeof quarantineCode>

export const receiptStatus = z.enum(['accepted', 'duplicate', 'quarantined', 'over_quota'])
export type ReceiptStatus = z.infer<typeof receiptStatus>

export const receipt = z.object({
  index: z.int(),
  id: z.string(),
  status: receiptStatus,
  code: quarantineCode.optional(),
})
export type Receipt = z.infer<typeof receipt>

/** The 202. */
export const ingestAnswer = z.object({
  accepted: z.int(),
  duplicates: z.int(),
  quarantined: z.int(),
  events: z.array(receipt),
})
export type IngestAnswer = z.infer<typeof ingestAnswer>

/** A stored event as the reading routes answer it. Times are RFC 3339 UTC with milliseconds. */
export const storedEvent = z.object({
  id: z.string(),
  type: z.string(),
  actor_id: z.string(),
  actor_type: z.string().nullable(),
  action: z.string().nullable(),
  session_id: z.string().nullable(),
  device_id: z.string().nullable(),
  feature: z.string().nullable(),
  occurred_at: z.string(),
  received_at: z.string(),
  /** `received_at − sent_at` of its request in ms; null when the sender gave no `sent_at`. */
  skew_ms: z.number().nullable(),
  /** `occurred_at` was more than 5 min ahead of or 24 h behind `received_at`. */
  skewed: z.boolean(),
  bot: z.boolean(),
  data: z.record(z.string(), z.unknown()),
  context: z.record(z.string(), z.unknown()),
})
export type StoredEvent = z.infer<typeof storedEvent>

/** One row of quarantine: the bad event as sent (as text, cut at 64 KiB), and why. */
export const quarantinedEvent = z.object({
  id: z.string(),
  received_at: z.string(),
  code: quarantineCode,
  errors: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })),
  raw: z.string(),
  truncated: z.boolean(),
  /** When it was re-submitted, and as which event. */
  resubmitted_at: z.string().nullable(),
  event_id: z.string().nullable(),
})
export type QuarantinedEvent = z.infer<typeof quarantinedEvent>
