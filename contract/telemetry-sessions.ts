/** A telemetry session as the reading routes answer it: from `session.start` to its end. Not a person's sign-in. */
import * as z from 'zod'

export const telemetrySessionState = z.enum(['live', 'ended'])

/** Times are RFC 3339 UTC with milliseconds. */
export const telemetrySession = z.object({
  /** Its `session_id`; unique together with `actor_id`. */
  id: z.string(),
  actor_id: z.string(),
  device_id: z.string().nullable(),
  feature: z.string().nullable(),
  bot: z.boolean(),
  started_at: z.string(),
  last_seen_at: z.string(),
  ended_at: z.string().nullable(),
  end_reason: z.enum(['ended', 'timeout']).nullable(),
  duration_s: z.number(),
  state: telemetrySessionState,
})
export type TelemetrySession = z.infer<typeof telemetrySession>
