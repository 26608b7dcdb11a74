/**
 * A 24/7 channel as viewers see it, as operators set it up, and as the doors ask its object. Times are RFC 3339 UTC with
 * milliseconds outside, epoch ms between Workers and the object.
 */
import * as z from 'zod'
import { maxOverlapS } from './apps.ts'
import type { AuditActor } from './audit.ts'
import { channelId } from './ids.ts'
import type { AppId, ChannelId } from './ids.ts'
import { labReport, programme } from './lab.ts'

/**
 * `on_air`, `degraded`: the LAB's picture is on. `slate`: the LAB reports, but its picture does not move or is not trusted yet.
 * `off_air`: the LAB says so. `unknown`: the LAB is silent, or was never heard.
 */
export const channelState = z.enum(['on_air', 'degraded', 'slate', 'off_air', 'unknown'])
export type ChannelState = z.infer<typeof channelState>

export const channelSource = z.enum(['lab', 'slate'])
export type ChannelSource = z.infer<typeof channelSource>

export const channelStatus = z.object({
  id: z.string(),
  name: z.string(),
  state: channelState,
  source: channelSource,
  /** When `state` began. */
  since: z.string(),
  now_playing: programme.nullable(),
  up_next: z.array(programme),
  /** People watching now, an estimate when many; null when nobody counts. */
  viewers: z.int().nonnegative().nullable(),
  /** Seconds since the last report that was applied; null when there was none. */
  lab_age_s: z.number().nonnegative().nullable(),
  /** Of the playlists: number of the first segment in them. */
  media_sequence: z.int().nonnegative(),
  /** What of those who watch shall say so (see `POST /v1/channels/{id}/presence`): 1 is everyone. */
  presence_sample: z.number().positive().max(1),
})
export type ChannelStatus = z.infer<typeof channelStatus>

const settings = {
  /** The upper bound of a segment; null: the LAB's, from its first report on. */
  target_duration_s: z.int().min(1).max(30).nullable(),
  /** How far back a viewer may go. At least six target durations are always there. */
  dvr_window_s: z.int().min(0).max(14_400),
  /** Low-latency HLS: parts, preload hints, blocking reload. */
  low_latency: z.boolean(),
  /** Writes status and playlists as objects too, to be served from a cached bucket without any Worker. */
  public_objects: z.boolean(),
}

/** What operators choose. Seconds. */
export const channelSettings = z.object({
  target_duration_s: settings.target_duration_s.default(null),
  dvr_window_s: settings.dvr_window_s.default(0),
  low_latency: settings.low_latency.default(false),
  public_objects: settings.public_objects.default(false),
})
export type ChannelSettings = z.infer<typeof channelSettings>

const name = z.string().trim().min(1).max(80)

export const newChannelInput = z.strictObject({ name, settings: z.strictObject(settings).partial().default({}) })
export type NewChannelInput = z.infer<typeof newChannelInput>

export const channelChanges = z.strictObject({ name, settings: z.strictObject(settings).partial() }).partial()
export type ChannelChanges = z.infer<typeof channelChanges>

/** A channel as operators see it. */
export const channel = z.object({
  id: channelId,
  name: z.string(),
  settings: channelSettings,
  created_at: z.string(),
  archived_at: z.string().nullable(),
})
export type Channel = z.infer<typeof channel>

/** What the LAB signs with, at creation and never again. */
export const channelWithSecret = channel.extend({ secret: z.string() })
export type ChannelWithSecret = z.infer<typeof channelWithSecret>

/** A secret without itself: only the channel knows it. `ends_at`: when it stops to hold; null for the newest. */
export const channelSecret = z.object({ id: z.string(), created_at: z.string(), ends_at: z.string().nullable() })
export type ChannelSecret = z.infer<typeof channelSecret>

export const rotateSecretInput = z
  .strictObject({ overlap_s: z.int().min(0).max(maxOverlapS).default(maxOverlapS) })
  .default({ overlap_s: maxOverlapS })

/** The new secret, shown this once, and all that hold now. */
export const rotatedSecret = z.object({ secret: z.string(), secrets: z.array(channelSecret) })
export type RotatedSecret = z.infer<typeof rotatedSecret>

/** What the doors know of a channel and hand over with every call. */
export type ChannelSetup = {
  readonly app_id: AppId
  readonly channel_id: ChannelId
  readonly name: string
  readonly settings: ChannelSettings
}

/** A viewer that says: I watch. The id is made by the page, for as long as it is open, and kept nowhere. */
export const viewerBeat = z.object({ viewer: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/), leaving: z.boolean().default(false) })
export type ViewerBeat = z.infer<typeof viewerBeat>

/** How often one that is counted says so. */
export const viewerBeatMs = 30_000
/** How long a beat holds. */
export const viewerLeaseMs = 45_000

/** A document as the object renders it: the same `etag` is the same bytes. */
export type Rendered = {
  readonly body: string
  readonly etag: string
  /** How long it may be kept, in ms: never past the moment when the channel has to decide anew. */
  readonly freshMs: number
}

export type PlaylistAsk = {
  /** `master`, or the name of a rendition. */
  readonly name: string
  /** Low latency (RFC 8216bis §6.2.5.2): not before this media sequence number, and part, is there. */
  readonly msn?: number
  readonly part?: number
}

export type PlaylistAnswer =
  | ({ readonly ok: true } & Rendered)
  /** `unknown_rendition`: 404. `ahead`: asked for what is too far in the future: 400. */
  | { readonly ok: false; readonly code: 'unknown_rendition' | 'ahead' }

/** A report as it came: nothing of it is believed before the signature held. */
export type SignedReport = { readonly id: string; readonly timestamp: string; readonly signature: string; readonly body: string }

export type ReportAnswer =
  | { readonly ok: true; readonly applied: boolean }
  | { readonly ok: false; readonly code: 'invalid_signature' }
  | {
      readonly ok: false
      readonly code: 'validation_failed'
      readonly errors: readonly { readonly path: string; readonly code: string; readonly message: string }[]
    }

/** A moment in an operator's view of a channel. */
export const channelAlert = z.object({
  code: z.string(),
  severity: z.enum(['info', 'warning', 'critical']),
  /** `lab`: the LAB says so. `channel`: the channel found out by itself. */
  from: z.enum(['lab', 'channel']),
  message: z.string().nullable(),
  opened_at: z.string(),
})
export type ChannelAlert = z.infer<typeof channelAlert>

/** What operators see beyond the status. */
export const channelHealth = z.object({
  status: channelStatus,
  alerts: z.array(channelAlert),
  last_report: labReport
    .pick({ seq: true, sent_at: true, state: true, buffer_s: true, encoder: true })
    .extend({ received_at: z.string(), skew_ms: z.int() })
    .nullable(),
  switches: z.array(z.object({ at: z.string(), from: channelSource, to: channelSource, state: channelState, reason: z.string() })),
  secrets: z.array(channelSecret),
})
export type ChannelHealth = z.infer<typeof channelHealth>

/** A channel with how it is. */
export const channelReading = channel.extend(channelHealth.shape)
export type ChannelReading = z.infer<typeof channelReading>

/** Who acted, for the note that goes out with the act. */
export type ChannelAct = { readonly actor: AuditActor; readonly request_id: string | null }

/** One object per channel; `durable-objects/SPEC.md`, rules [CH…]. */
export interface ChannelRpc {
  report(setup: ChannelSetup, report: SignedReport): Promise<ReportAnswer>
  status(setup: ChannelSetup): Promise<Rendered>
  playlist(setup: ChannelSetup, ask: PlaylistAsk): Promise<PlaylistAnswer>
  beat(setup: ChannelSetup, beat: ViewerBeat): Promise<void>
  /** JSON of `ChannelHealth`: JSON in JSON, which the types of a stub can not follow. */
  health(setup: ChannelSetup): Promise<string>
  /** Adds a secret; those before it hold for `overlapMs` more. The note goes out with it. Answers all that hold. */
  addSecret(setup: ChannelSetup, secret: string, overlapMs: number, act: ChannelAct): Promise<ChannelSecret[]>
  /** Does what is due; for the watchdog, when an alarm was lost. */
  wake(): Promise<void>
  /** Ends the channel: its secrets, its public objects and its alarm. Again is nothing. */
  close(): Promise<void>
}
