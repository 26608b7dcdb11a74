/**
 * Playlists of a timeline: HLS as in RFC 8216, with what a channel uses of its second edition (draft-pantos-hls-rfc8216bis): EXT-X-GAP
 * and low latency. URIs are relative to `/live/{channel_id}/`.
 */
import type { LabPart } from '../../contract/lab.ts'
import type { Rendition, Slot, SlotMedia, Timeline } from './timeline.ts'

/** How far behind the end viewers stay, in target durations: a switch of the source is in the playlist before they run out. */
export const holdBack = 4

/** Whole segments whose parts are still listed; older parts are of no use (RFC 8216bis §6.2.2: three target durations). */
const segmentsWithParts = 2

export const renderMaster = ({ renditions }: Timeline): string =>
  lines(['#EXTM3U', '#EXT-X-VERSION:6', '#EXT-X-INDEPENDENT-SEGMENTS', ...renditions.flatMap(variant)])

const variant = ({ name, bandwidth, resolution, codecs, frameRate }: Rendition): string[] => {
  const attributes = [
    `BANDWIDTH=${bandwidth}`,
    `CODECS="${codecs}"`,
    ...(resolution === null ? [] : [`RESOLUTION=${resolution}`]),
    ...(frameRate === null ? [] : [`FRAME-RATE=${frameRate.toFixed(3)}`]),
  ]
  return [`#EXT-X-STREAM-INF:${attributes.join(',')}`, `${name}.m3u8`]
}

/** Null: there is no such rendition. */
export const renderMedia = (timeline: Timeline, name: string): string | null => {
  const standIns = Object.hasOwn(timeline.standIns, name) ? timeline.standIns[name] : undefined
  if (standIns === undefined) return null
  const entries = timeline.slots.flatMap((slot) => {
    const media = mediaOf(slot, [name, ...standIns])
    return media === null ? [] : [{ slot, media }]
  })
  return lines([...header(timeline, entries), ...body(entries, hasParts(timeline, name)), ...tail(timeline, name, entries)])
}

type Entry = { readonly slot: Slot; readonly media: SlotMedia }

const mediaOf = ({ media }: Slot, names: readonly string[]): SlotMedia | null => {
  const found = names.find((name) => Object.hasOwn(media, name))
  return (found === undefined ? Object.values(media)[0] : media[found]) ?? null
}

const header = (timeline: Timeline, entries: readonly Entry[]): string[] => {
  const { targetDuration, partTarget, slots, discontinuitySequence } = timeline
  const first = slots[0]
  return [
    '#EXTM3U',
    `#EXT-X-VERSION:${version(entries)}`,
    `#EXT-X-TARGETDURATION:${targetDuration}`,
    ...(partTarget === null ? start(targetDuration) : serverControl(targetDuration, partTarget)),
    `#EXT-X-MEDIA-SEQUENCE:${first?.msn ?? 0}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${discontinuitySequence + (first?.discontinuity === true ? 1 : 0)}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
  ]
}

/** RFC 8216 §7 and its second edition: 3 for decimal durations, 6 for EXT-X-MAP, 8 for EXT-X-GAP. */
const version = (entries: readonly Entry[]): number => {
  if (entries.some(({ slot }) => slot.gap)) return 8
  return entries.some(({ media }) => media.map !== null) ? 6 : 3
}

/** Without blocking reload the hold-back can not be said in EXT-X-SERVER-CONTROL for every reader; where to begin can. */
const start = (targetDuration: number): string[] => [`#EXT-X-START:TIME-OFFSET=-${targetDuration * holdBack}`]

const serverControl = (targetDuration: number, partTarget: number): string[] => [
  `#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,HOLD-BACK=${targetDuration * holdBack},PART-HOLD-BACK=${seconds(partTarget * 3)}`,
  `#EXT-X-PART-INF:PART-TARGET=${seconds(partTarget)}`,
]

/** Parts are only of use to who is told where the next one will be. */
const hasParts = ({ partTarget, open }: Timeline, name: string): boolean => partTarget !== null && open?.hint[name] !== undefined

const body = (entries: readonly Entry[], withParts: boolean): string[] =>
  entries.flatMap(({ slot, media }, index) => {
    const before = entries[index - 1]
    const isRecent = index >= entries.length - segmentsWithParts
    return [
      ...(slot.discontinuity && before !== undefined ? ['#EXT-X-DISCONTINUITY'] : []),
      ...mapChange(before?.media.map ?? null, media.map),
      ...(slot.discontinuity || before === undefined ? [`#EXT-X-PROGRAM-DATE-TIME:${new Date(slot.programDateTime).toISOString()}`] : []),
      ...(slot.gap ? ['#EXT-X-GAP'] : []),
      ...(withParts && isRecent ? media.parts.map(part) : []),
      `#EXTINF:${seconds(media.duration)},`,
      `segments/${media.uri}`,
    ]
  })

const mapChange = (before: string | null, map: string | null): string[] =>
  map === null || map === before ? [] : [`#EXT-X-MAP:URI="segments/${map}"`]

const part = ({ uri, duration, independent }: LabPart): string =>
  `#EXT-X-PART:DURATION=${seconds(duration)},URI="segments/${uri}"${independent === true ? ',INDEPENDENT=YES' : ''}`

/** What comes after the last whole segment. Low latency only. */
const tail = (timeline: Timeline, name: string, entries: readonly Entry[]): string[] => {
  const { open, partTarget } = timeline
  if (partTarget === null) return []
  const parts = hasParts(timeline, name) ? (open?.parts[name] ?? []) : []
  const hint = open?.hint[name]
  return [
    ...(parts.length === 0 ? [] : mapChange(entries.at(-1)?.media.map ?? null, open?.map[name] ?? null)),
    ...parts.map(part),
    ...(hint === undefined ? [] : [`#EXT-X-PRELOAD-HINT:TYPE=PART,URI="segments/${hint}"`]),
    ...Object.keys(timeline.standIns)
      .filter((other) => other !== name)
      .map((other) => report(timeline, other)),
  ]
}

const report = ({ slots, open }: Timeline, name: string): string => {
  const last = slots.at(-1)?.msn ?? 0
  const parts = open?.parts[name]?.length ?? 0
  const position = parts > 0 ? `LAST-MSN=${last + 1},LAST-PART=${parts - 1}` : `LAST-MSN=${last}`
  return `#EXT-X-RENDITION-REPORT:URI="${name}.m3u8",${position}`
}

/** Five decimals, without those that say nothing. */
const seconds = (value: number): string => String(Number(value.toFixed(5)))

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`

/** Low latency (RFC 8216bis §6.2.5.2): whether a segment, or a part of it, is there, will be, or is too far ahead (400). */
export const blockingVerdict = (timeline: Timeline, name: string, msn: number, wanted: number | undefined): 'ready' | 'wait' | 'ahead' => {
  const last = timeline.slots.at(-1)?.msn ?? 0
  if (msn <= last) return 'ready'
  if (msn > last + 2) return 'ahead'
  const parts = timeline.open?.parts[name]?.length ?? 0
  return wanted !== undefined && msn === last + 1 && wanted < parts ? 'ready' : 'wait'
}
