/** What the reading routes answer about an app: the snapshot, series, verification. CONTRACT §2 defines each field. */
import * as z from 'zod'
import { eventType, timestamp } from './events.ts'

export const metricsSnapshot = z.object({
  /** Everything accepted before this moment is in. RFC 3339 UTC. */
  as_of: z.string(),
  total_users: z.int(),
  active_users_24h: z.int(),
  active_users_1h: z.int(),
  online_now: z.int(),
  total_sessions: z.int(),
  active_sessions: z.int(),
  total_events: z.int(),
  events_24h: z.int(),
  events_per_minute: z.int(),
  total_interactions: z.int(),
  interactions_24h: z.int(),
  users_by_feature: z.record(z.string(), z.int()),
})
export type MetricsSnapshot = z.infer<typeof metricsSnapshot>

export const seriesMetric = z.enum(['events', 'interactions', 'new_users', 'sessions'])
export const seriesInterval = z.enum(['minute', 'hour', 'day'])
export type SeriesInterval = z.infer<typeof seriesInterval>

export const seriesQuery = z.object({
  metric: seriesMetric.default('events'),
  /** Only with `metric=events`: count one event type. */
  type: eventType.optional(),
  interval: seriesInterval.default('minute'),
  from: timestamp.optional(),
  to: timestamp.optional(),
})
export type SeriesQuery = z.infer<typeof seriesQuery>

/** Buckets without a value are present with 0, so that a chart needs no rule of its own. */
export const seriesAnswer = z.object({
  metric: seriesMetric,
  type: eventType.nullable(),
  interval: seriesInterval,
  from: z.string(),
  to: z.string(),
  data: z.array(z.object({ at: z.string(), value: z.number() })),
})
export type SeriesAnswer = z.infer<typeof seriesAnswer>

export const verifyInput = z.object({ from: timestamp.optional(), to: timestamp.optional() }).default({})
export const verifyAnswer = z.object({
  /** How many stored numbers were rebuilt from raw events and compared. */
  buckets: z.int(),
  mismatches: z.int(),
  /** The first differences, at most 20. */
  differences: z.array(z.object({ bucket: z.string(), stored: z.number(), rebuilt: z.number() })),
})
export type VerifyAnswer = z.infer<typeof verifyAnswer>
