/**
 * Frames of the telemetry socket, `GET /v1/telemetry/socket` with subprotocol `prost.v1`. Text frames, at most 64 KiB
 * (twice the biggest event, so that any single event fits). The raw text `ping` is answered `pong` and is not a frame.
 */
import * as z from 'zod'
import { errorCode } from './errors.ts'
import { ingestAnswer, storableText } from './events.ts'

export const telemetrySocketFrameBytes = 65_536
/** How often to send `ping`: every 30 s, or twice in the time after which a session ends. */
export const telemetryHeartbeatS = (sessionTtlS: number): number => Math.min(30, Math.floor(sessionTtlS / 2))

/** What a client may name a frame, to find its answer. */
export const frameRef = z.union([z.int(), storableText(128)])
export type FrameRef = z.infer<typeof frameRef>

/**
 * What a client sends is one event (its fields beside `t` and `ref`), an array of events, or `{ sent_at, events }` with
 * `t` and `ref` if it likes. These two are taken off; the rest is read like a body of `POST /v1/events`.
 */
export const frameMark = z.object({ t: z.enum(['event', 'events']).optional(), ref: frameRef.optional() })

export const welcomeFrame = z.object({
  t: z.literal('welcome'),
  /** Send the raw text `ping` this often. */
  heartbeat_s: z.int(),
  session_ttl_s: z.int(),
})

/** The same answer as the 202 of `POST /v1/events`, with the same promise. */
export const receiptsFrame = ingestAnswer.extend({ t: z.literal('receipts'), ref: frameRef.optional() })

/**
 * Nothing of the frame was promised. `temporarily_unavailable` and `rate_limited` pass: send it again after the time they say, with the
 * same event ids, because some of it may be kept already.
 */
export const errorFrame = z.object({
  t: z.literal('error'),
  ref: frameRef.optional(),
  code: errorCode,
  detail: z.string(),
  retry_after_s: z.int().optional(),
  /** With `rate_limited`. */
  retry_after_ms: z.int().optional(),
})

export const telemetryServerFrame = z.discriminatedUnion('t', [welcomeFrame, receiptsFrame, errorFrame])
export type TelemetryServerFrame = z.infer<typeof telemetryServerFrame>
