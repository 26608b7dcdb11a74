/**
 * What a channel's machine keeps: a head, written whole, and the slots of its window, which never change once they are there (store
 * them by `msn`: what is new is above the last stored one, what was dropped is below the first). Times are epoch ms, durations seconds.
 */
import * as z from 'zod'
import { channelSettings, channelSource, channelState } from '../../contract/channel.ts'
import { labPart, labState, programme } from '../../contract/lab.ts'
import { alertRecord } from '../../domain/channel/alerts.ts'
import { publishedUris } from '../../domain/channel/published-uris.ts'
import { rendition, slotMedia, type Slot } from '../../domain/channel/timeline.ts'

const ms = z.int()

/** Why the source changed. */
export const switchReason = z.enum(['lab_silent', 'playlist_frozen', 'media_late', 'off_air', 'first_report', 'lab_back'])
export type SwitchReason = z.infer<typeof switchReason>

const sourceMode = z.discriminatedUnion('status', [
  z.object({ status: z.literal('lab') }),
  /** `advancing`: how many reports in a row moved the picture on since. */
  z.object({ status: z.literal('slate'), advancing: z.int() }),
])

export const sourceSwitch = z.object({ at: ms, from: channelSource, to: channelSource, state: channelState, reason: switchReason })
export type SourceSwitch = z.infer<typeof sourceSwitch>

/** The last report that was applied. */
const heardReport = z.object({
  seq: z.int(),
  sentAt: ms,
  receivedAt: ms,
  state: labState,
  nowPlaying: programme.nullable(),
  upNext: z.array(programme),
  bufferS: z.number().nullable(),
  encoder: z.record(z.string(), z.json()).nullable(),
})

/** What the encoder's present run is known by. */
const labRun = z.object({
  /** Counts runs. */
  id: z.int(),
  /** The highest number that every rendition had. */
  seen: z.int(),
  /** The last report's media: a number that falls, or has another URI, is a new run. */
  shape: z.array(z.object({ name: z.string(), first: z.int(), uris: z.array(z.string()) })),
})
export type LabRun = z.infer<typeof labRun>

/** A segment that was reported in every rendition and is not published yet. */
export const pendingSegment = z.object({
  run: z.int(),
  number: z.int(),
  discontinuity: z.boolean(),
  duration: z.number(),
  programDateTime: ms,
  media: z.record(z.string(), slotMedia),
})
export type PendingSegment = z.infer<typeof pendingSegment>

/** A rendition that has a playlist. It stays for an hour after the LAB left it out: people are watching it. */
const knownRendition = z.object({
  rendition,
  /** Part of the last report that was on. */
  current: z.boolean(),
  lastIn: ms,
  /** Which rendition of the slate is its. */
  slate: z.string(),
  /** Who stands in for it in slots from before it was known. */
  standIns: z.array(z.string()),
})
export type KnownRendition = z.infer<typeof knownRendition>

/** What the last slot of the LAB was made of: whether the next one goes on from it. */
const lastLive = z.object({
  run: z.int(),
  number: z.int(),
  msn: z.int(),
  /** By name of a known rendition: whose media it got, with which initialization file. */
  fed: z.record(z.string(), z.object({ from: z.string(), map: z.string().nullable() })),
})

const openSegment = z.object({
  run: z.int(),
  number: z.int(),
  media: z.record(z.string(), z.object({ parts: z.array(labPart), map: z.string().nullable(), hint: z.string().nullable() })),
})
export type OpenSegment = z.infer<typeof openSegment>

export const channelHead = z.object({
  v: z.literal(1),
  /** The last moment it was moved to: time never falls. */
  now: ms,
  settings: channelSettings,
  container: z.enum(['fmp4', 'ts']),
  targetDuration: z.int(),
  /** The target duration is the LAB's or the operator's, and kept; else it is the slate's, until the LAB is heard. */
  adopted: z.boolean(),
  mode: sourceMode,
  /** What people are told, and since when. */
  shown: z.object({ state: channelState, since: ms }),
  report: heardReport.nullable(),
  /** Ids of the last reports, newest last. */
  reportIds: z.array(z.string()),
  run: labRun.nullable(),
  /** When a report last moved the picture on, and when a slot of the LAB was last published. */
  advancedAt: ms,
  publishedAt: ms,
  pending: z.array(pendingSegment),
  lastLive: lastLive.nullable(),
  open: openSegment.nullable(),
  partTarget: z.number(),
  renditions: z.array(knownRendition),
  /** When the published media runs out for somebody who watches without any delay. */
  edgeAt: ms,
  slateIndex: z.int(),
  discontinuitySequence: z.int(),
  uris: publishedUris,
  alerts: z.array(alertRecord),
  /** The last 20, newest last. */
  switches: z.array(sourceSwitch),
})
export type ChannelHead = z.infer<typeof channelHead>

export type ChannelState = {
  readonly head: ChannelHead
  /** At least one; contiguous in `msn`. */
  readonly slots: readonly Slot[]
}
