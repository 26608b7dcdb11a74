/**
 * What the LAB plane reports: `POST /v1/lab/status`, signed as Standard Webhooks (https://www.standardwebhooks.com) with the channel's
 * `whsec_…` secret over the raw body. The JSON Schema and signature vectors made of this are in `docs/api/lab/`.
 * Times are RFC 3339 UTC, durations seconds. Unknown keys are kept out, not refused: a newer LAB may say more.
 */
import * as z from 'zod'
import { channelId } from './ids.ts'

/** Where a media file is, below `/live/{channel_id}/segments/`: `<run>/<rendition>/<number>.m4s`. Never reused for other content. */
export const mediaUri = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._~-]*(\/[A-Za-z0-9][A-Za-z0-9._~-]*)*$/, { error: 'is not a plain relative path' })
  .refine((uri) => !uri.startsWith('slate/'), { error: 'slate/ is the platform’s own' })

export const renditionName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,31}$/)
  .refine((name) => name !== 'master' && name !== 'segments', { error: 'is a name of the platform’s own' })

/** A part of a segment, for low-latency HLS (RFC 8216bis §4.4.4.9). */
export const labPart = z.object({ uri: mediaUri, duration: z.number().positive().max(5), independent: z.boolean().optional() })
export type LabPart = z.infer<typeof labPart>

export const labSegment = z.object({
  uri: mediaUri,
  duration: z.number().positive().max(30),
  program_date_time: z.iso.datetime({ offset: true }),
  /** Its timestamps or its encoding do not go on from the segment before. */
  discontinuity: z.boolean().optional(),
  /** Its own initialization file, when it differs from the rendition's. */
  map: mediaUri.optional(),
  parts: z.array(labPart).max(100).optional(),
})
export type LabSegment = z.infer<typeof labSegment>

/** Renditions of one report are aligned: the same number is the same moment in each. */
export const labRendition = z.object({
  name: renditionName,
  /** Peak bits per second. */
  bandwidth: z.int().positive(),
  resolution: z
    .string()
    .regex(/^\d{2,5}x\d{2,5}$/)
    .optional(),
  /** RFC 6381, as in the master playlist. */
  codecs: z
    .string()
    .max(128)
    .regex(/^[\w.+-]+(,[\w.+-]+)*$/),
  frame_rate: z.number().positive().max(240).optional(),
  target_duration: z.number().positive().max(30),
  /** Number of `segments[0]`. Falls when the encoder began a new run. */
  media_sequence: z.int().nonnegative(),
  segments: z.array(labSegment).max(60),
  /** Initialization file of fragmented MP4; without one the segments are MPEG-TS. */
  map: mediaUri.optional(),
  /** Low latency: parts of the segment that is being made, numbered after the last of `segments`. */
  open_parts: z.array(labPart).max(100).optional(),
  /** Low latency: where the next part will be. */
  preload_hint: mediaUri.optional(),
})
export type LabRendition = z.infer<typeof labRendition>

export const programme = z.object({
  title: z.string().min(1).max(200),
  description: z.string().max(1_000).optional(),
  started_at: z.iso.datetime({ offset: true }).optional(),
  starts_at: z.iso.datetime({ offset: true }).optional(),
  ends_at: z.iso.datetime({ offset: true }).optional(),
})
export type Programme = z.infer<typeof programme>

export const labAlert = z.object({
  /** What it is about, as a stable word: `audio_silent`. The same code again is the same alert. */
  code: z.string().regex(/^[a-z0-9_]{1,64}$/),
  severity: z.enum(['info', 'warning', 'critical']).default('warning'),
  message: z.string().max(500).optional(),
})
export type LabAlert = z.infer<typeof labAlert>

export const labState = z.enum(['on_air', 'degraded', 'off_air'])

export const labReport = z.object({
  channel_id: channelId,
  /** Rises with every report, over restarts too (the time in ms will do). An older or equal one has no effect. */
  seq: z.int().nonnegative(),
  sent_at: z.iso.datetime({ offset: true }),
  state: labState,
  now_playing: programme.nullish(),
  up_next: z.array(programme).max(20).default([]),
  /** Seconds of media the encoder has ahead. */
  buffer_s: z.number().nonnegative().optional(),
  encoder: z.record(z.string(), z.json()).optional(),
  renditions: z.array(labRendition).max(8).default([]),
  alerts: z.array(labAlert).max(50).default([]),
})
export type LabReport = z.infer<typeof labReport>

/** `applied`: false for a report that came before or was overtaken. */
export const labAnswer = z.object({ applied: z.boolean() })
export type LabAnswer = z.infer<typeof labAnswer>

/** The largest report taken. */
export const labReportBytes = 256 * 1024

/** How far `webhook-timestamp` may be off, either way. */
export const labClockToleranceMs = 5 * 60_000
