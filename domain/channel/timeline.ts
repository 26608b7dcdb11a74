/**
 * The types of a channel's timeline: slots, one after the other, each the same moment in every rendition. What was published is never
 * changed; the window drops slots at its old end. Slots are made by the machine, read by the playlists.
 */
import type { ChannelSource } from '../../contract/channel.ts'
import type { LabPart } from '../../contract/lab.ts'

/** A rendition's media of one slot. URIs are relative to `/live/{id}/segments/`. */
export type SlotMedia = {
  readonly uri: string
  /** Initialization file; null for MPEG-TS. */
  readonly map: string | null
  readonly parts: readonly LabPart[]
}

export type Slot = {
  /** Media sequence number: rises by one, over everything. */
  readonly msn: number
  readonly source: ChannelSource
  /** Timestamps or encoding do not go on from the slot before (EXT-X-DISCONTINUITY). */
  readonly discontinuity: boolean
  /** Seconds, at most the target duration. */
  readonly duration: number
  /** Epoch ms. */
  readonly programDateTime: number
  /** By rendition name. */
  readonly media: Readonly<Record<string, SlotMedia>>
}

/** A rendition as the master playlist names it. */
export type Rendition = {
  readonly name: string
  readonly bandwidth: number
  readonly resolution: string | null
  readonly codecs: string
  readonly frameRate: number | null
}

/** Parts of the slot that is not whole yet. Low latency only. */
export type OpenSlot = {
  readonly parts: Readonly<Record<string, readonly LabPart[]>>
  readonly map: Readonly<Record<string, string | null>>
  readonly hint: Readonly<Record<string, string>>
}

export type Timeline = {
  /** Seconds, a whole number: EXT-X-TARGETDURATION. */
  readonly targetDuration: number
  readonly renditions: readonly Rendition[]
  /** At least one; contiguous in `msn`. */
  readonly slots: readonly Slot[]
  /** EXT-X-DISCONTINUITY-SEQUENCE of the first slot: discontinuities of all that were dropped. */
  readonly discontinuitySequence: number
  readonly open: OpenSlot | null
}
