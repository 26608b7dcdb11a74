/**
 * The types of a channel's timeline: slots, one after the other, each the same moment in every rendition. What was published is never
 * changed; the window drops slots at its old end. Slots are made by the machine, read by the playlists.
 */
import * as z from 'zod'
import { channelSource } from '../../contract/channel.ts'
import { labPart } from '../../contract/lab.ts'

/** A rendition's media of one slot. URIs are relative to `/live/{id}/segments/`. */
export const slotMedia = z
  .object({
    uri: z.string(),
    /** Initialization file; null for MPEG-TS. */
    map: z.string().nullable(),
    /** Seconds: renditions of one number may differ by a few samples. */
    duration: z.number(),
    parts: z.array(labPart).readonly(),
  })
  .readonly()
export type SlotMedia = z.infer<typeof slotMedia>

export const slot = z
  .object({
    /** Media sequence number: rises by one, over everything. */
    msn: z.int(),
    source: channelSource,
    /** Timestamps or encoding do not go on from the slot before (EXT-X-DISCONTINUITY). */
    discontinuity: z.boolean(),
    /** Only its parts exist: the segment they were to become never came (EXT-X-GAP). */
    gap: z.boolean(),
    /** Seconds: the shortest of its renditions. */
    duration: z.number(),
    /** Epoch ms. */
    programDateTime: z.number(),
    /** By rendition name. */
    media: z.record(z.string(), slotMedia).readonly(),
  })
  .readonly()
export type Slot = z.infer<typeof slot>

/** A rendition as the master playlist names it. */
export const rendition = z
  .object({
    name: z.string(),
    /** Peak bits per second. */
    bandwidth: z.number(),
    resolution: z.string().nullable(),
    codecs: z.string(),
    frameRate: z.number().nullable(),
  })
  .readonly()
export type Rendition = z.infer<typeof rendition>

/** Parts of the slot that is not whole yet, by rendition name. Low latency only. */
export type OpenSlot = {
  readonly parts: Readonly<Record<string, readonly z.infer<typeof labPart>[]>>
  readonly map: Readonly<Record<string, string | null>>
  readonly hint: Readonly<Record<string, string>>
}

export type Timeline = {
  /** Seconds, a whole number: EXT-X-TARGETDURATION. */
  readonly targetDuration: number
  /** Those in the master playlist. */
  readonly renditions: readonly Rendition[]
  /** Every rendition that has a playlist, and who stands in, best first, in slots that have nothing of its own. */
  readonly standIns: Readonly<Record<string, readonly string[]>>
  /** At least one; contiguous in `msn`. */
  readonly slots: readonly Slot[]
  /** Discontinuities of all slots that were dropped. That of the first slot counts too, but has no tag (RFC 8216 §4.3.3.3). */
  readonly discontinuitySequence: number
  /** Low latency: the longest part, in seconds; null when off. */
  readonly partTarget: number | null
  readonly open: OpenSlot | null
}
