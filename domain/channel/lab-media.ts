/**
 * The media of a report, as the channel can use it: what every rendition has, number by number. A pure reading: nothing here knows what
 * was reported or published before.
 */
import type { LabRendition, LabReport, LabSegment } from '../../contract/lab.ts'
import type { Container } from './slate-media.ts'
import type { Rendition, SlotMedia } from './timeline.ts'

/** One number in all renditions. */
export type AlignedSegment = {
  readonly number: number
  /** Any rendition says so. */
  readonly discontinuity: boolean
  /** Seconds: the shortest of the renditions, and the longest. */
  readonly duration: number
  readonly longest: number
  /** Epoch ms. */
  readonly programDateTime: number
  readonly media: Readonly<Record<string, SlotMedia>>
}

/** The media of a rendition as it was reported: what tells one run of an encoder from the next. */
export type Shape = { readonly name: string; readonly first: number; readonly uris: readonly string[] }

export type OpenMedia = {
  readonly number: number
  readonly media: Readonly<
    Record<string, { readonly parts: SlotMedia['parts']; readonly map: string | null; readonly hint: string | null }>
  >
}

export type LabMedia = {
  readonly container: Container
  /** Seconds, whole: the largest of the renditions. */
  readonly targetDuration: number
  readonly renditions: readonly Rendition[]
  readonly shape: readonly Shape[]
  /** At least one, contiguous. */
  readonly segments: readonly AlignedSegment[]
  readonly open: OpenMedia | null
}

/** Null: nothing of it can be played (no rendition, a name twice, containers mixed, no number that all renditions have). */
export const readLabMedia = ({ renditions }: Pick<LabReport, 'renditions'>): LabMedia | null => {
  const container = containerOf(renditions)
  if (container === null || new Set(renditions.map(({ name }) => name)).size < renditions.length) return null
  const segments = alignedSegments(renditions)
  if (segments.length === 0) return null
  return {
    container,
    targetDuration: Math.ceil(Math.max(...renditions.map(({ target_duration }) => target_duration))),
    renditions: renditions.map(asRendition),
    shape: renditions.map(({ name, media_sequence, segments: all }) => ({ name, first: media_sequence, uris: all.map(({ uri }) => uri) })),
    segments,
    open: openMedia(renditions, segments),
  }
}

/** Null for none, or not one for all. */
const containerOf = (renditions: readonly LabRendition[]): Container | null => {
  const mapped = renditions.flatMap((rendition) => rendition.segments.map((segment) => mapOf(rendition, segment) !== null))
  if (mapped.length === 0 || mapped.some((has) => has !== mapped[0])) return null
  return mapped[0] === true ? 'fmp4' : 'ts'
}

const mapOf = (rendition: LabRendition, segment: LabSegment): string | null => segment.map ?? rendition.map ?? null

const alignedSegments = (renditions: readonly LabRendition[]): AlignedSegment[] => {
  const first = Math.max(...renditions.map(({ media_sequence }) => media_sequence))
  const end = Math.min(...renditions.map(({ media_sequence, segments }) => media_sequence + segments.length))
  return Array.from({ length: Math.max(0, end - first) }, (_, index) => alignedSegment(renditions, first + index))
}

const alignedSegment = (renditions: readonly LabRendition[], number: number): AlignedSegment => {
  const found = renditions.flatMap((rendition) => {
    const segment = rendition.segments[number - rendition.media_sequence]
    return segment === undefined ? [] : [{ rendition, segment }]
  })
  const durations = found.map(({ segment }) => segment.duration)
  return {
    number,
    discontinuity: found.some(({ segment }) => segment.discontinuity === true),
    duration: Math.min(...durations),
    longest: Math.max(...durations),
    programDateTime: Date.parse(found[0]?.segment.program_date_time ?? ''),
    media: Object.fromEntries(found.map(({ rendition, segment }) => [rendition.name, asMedia(rendition, segment)])),
  }
}

const asMedia = (rendition: LabRendition, segment: LabSegment): SlotMedia => ({
  uri: segment.uri,
  map: mapOf(rendition, segment),
  duration: segment.duration,
  parts: segment.parts ?? [],
})

const asRendition = ({ name, bandwidth, resolution, codecs, frame_rate }: LabRendition): Rendition => ({
  name,
  bandwidth,
  resolution: resolution ?? null,
  codecs,
  frameRate: frame_rate ?? null,
})

/** What comes after the last aligned segment, when every rendition has parts of it. */
const openMedia = (renditions: readonly LabRendition[], segments: readonly AlignedSegment[]): OpenMedia | null => {
  const number = (segments.at(-1)?.number ?? 0) + 1
  const whole = renditions.every(
    ({ media_sequence, segments: all, open_parts = [], preload_hint }) =>
      media_sequence + all.length === number && (open_parts.length > 0 || preload_hint !== undefined),
  )
  if (!whole) return null
  const media = renditions.map(({ name, open_parts, map, preload_hint, segments: all }) => [
    name,
    { parts: open_parts ?? [], map: all.at(-1)?.map ?? map ?? null, hint: preload_hint ?? null },
  ])
  return { number, media: Object.fromEntries(media) }
}
