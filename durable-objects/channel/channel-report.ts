/** What a report does: it is heard or has no effect, moves the picture on or does not, and changes the source. */
import type { LabReport } from '../../contract/lab.ts'
import { readLabMedia, type AlignedSegment, type LabMedia, type Shape } from '../../domain/channel/lab-media.ts'
import { observe, observeReported } from './channel-alerts.ts'
import { registered } from './channel-renditions.ts'
import { advancingNeeded, isFlapping, skewMs, spans, targetDurationOf, targetMs, toMs } from './channel-rules.ts'
import { show, toLab, toSlate } from './channel-source.ts'
import type { ChannelHead, PendingSegment } from './channel-state.ts'
import { fillWithSlate } from './channel-slate.ts'
import { isReused, newest, queued, type Run } from './channel-timeline.ts'

/** Ids of reports that are remembered: what has an older one has an older `seq` too. */
const idsKept = 64

/** [CH3] False, and no effect: an id that was seen, or a `seq` that is not newer. */
export const takeReport = (run: Run, id: string, report: LabReport): boolean => {
  const { head } = run
  if (head.reportIds.includes(id) || (head.report !== null && report.seq <= head.report.seq)) return false
  const wasAdvancedAt = head.advancedAt
  hear(head, id, report)
  const media = readLabMedia(report)
  if (media !== null) adoptFormat(run, media)
  const news = media === null ? nothingNew : follow(head, media)
  if (news.fresh.length > 0) head.advancedAt = head.now
  if (report.state === 'off_air') goOff(run)
  else decide(run, media, news, wasAdvancedAt)
  show(run)
  observeReport(run, report, news)
  return true
}

const hear = (head: ChannelHead, id: string, report: LabReport): void => {
  head.reportIds = [...head.reportIds, id].slice(-idsKept)
  head.report = {
    seq: report.seq,
    sentAt: Date.parse(report.sent_at),
    receivedAt: head.now,
    state: report.state,
    nowPlaying: report.now_playing ?? null,
    upNext: report.up_next,
    bufferS: report.buffer_s ?? null,
    encoder: report.encoder ?? null,
  }
}

/** [CH23] The LAB's first media settle the target duration; other containers can not follow each other in a playlist. */
const adoptFormat = (run: Run, media: LabMedia): void => {
  const { head } = run
  const targetDuration = head.adopted ? head.targetDuration : targetDurationOf(head.settings, media.targetDuration)
  const isSame = targetDuration === head.targetDuration && media.container === head.container
  head.adopted = true
  if (isSame) return
  head.targetDuration = targetDuration
  head.container = media.container
  fillWithSlate(run, head.now)
}

type News = {
  /** Segments that were not reported before and can be published; and all that can be. */
  readonly fresh: readonly PendingSegment[]
  readonly usable: readonly PendingSegment[]
  readonly isReadable: boolean
  readonly isTooLong: boolean
  readonly isReused: boolean
}

const nothingNew: News = { fresh: [], usable: [], isReadable: false, isTooLong: false, isReused: false }

/** [CH12] Where the encoder is: higher numbers are news; numbers that fall, or that mean something else now, are a new run. */
const follow = (head: ChannelHead, media: LabMedia): News => {
  const isNew = head.run === null || beganAnew(head.run.shape, media.shape)
  const run = isNew ? (head.run?.id ?? 0) + 1 : (head.run?.id ?? 1)
  const seen = isNew ? -1 : (head.run?.seen ?? -1)
  const all = media.segments.map((segment) => ({ ...segment, run }))
  const fitting = all.filter((segment) => isFitting(head, segment))
  const usable = fitting.filter((segment) => !isReused(head, segment)).map(asPending)
  const isNews = ({ number }: { number: number }): boolean => number > seen
  head.run = { id: run, seen: Math.max(seen, media.segments.at(-1)?.number ?? seen), shape: media.shape.map(asShape) }
  head.open = media.open === null ? null : { ...media.open, run, media: openMedia(media.open.media) }
  if (head.open !== null) head.partTarget = Math.max(head.partTarget, longestPart(head.open.media))
  return {
    fresh: usable.filter(isNews),
    usable,
    isReadable: true,
    isTooLong: fitting.filter(isNews).length < all.filter(isNews).length,
    isReused: usable.filter(isNews).length < fitting.filter(isNews).length,
  }
}

const asShape = ({ name, first, uris }: Shape): { name: string; first: number; uris: string[] } => ({ name, first, uris: [...uris] })

type OpenOf = NonNullable<ChannelHead['open']>['media']

const openMedia = (media: NonNullable<LabMedia['open']>['media']): OpenOf =>
  Object.fromEntries(Object.entries(media).map(([name, { parts, map, hint }]) => [name, { parts: [...parts], map, hint }]))

const longestPart = (media: OpenOf): number =>
  Math.max(...Object.values(media).flatMap(({ parts }) => parts.map(({ duration }) => duration)))

const asPending = ({ run, number, discontinuity, duration, programDateTime, media }: AlignedSegment & { run: number }): PendingSegment => ({
  run,
  number,
  discontinuity,
  duration,
  programDateTime,
  media: { ...media },
})

const beganAnew = (before: readonly Shape[], after: readonly Shape[]): boolean => {
  const common = after.flatMap((shape) => {
    const old = before.find(({ name }) => name === shape.name)
    return old === undefined ? [] : [{ old, shape }]
  })
  return common.length === 0 || common.some(({ old, shape }) => shape.first < old.first || meansOther(old, shape))
}

/** A number of both has another URI. */
const meansOther = (old: Shape, shape: Shape): boolean =>
  shape.uris.some((uri, index) => {
    const before = old.uris[shape.first + index - old.first]
    return before !== undefined && before !== uri
  })

/** [CH13] RFC 8216 §4.3.3.1: rounded, no segment is longer than the target duration. */
const isFitting = (head: ChannelHead, { longest }: AlignedSegment): boolean => Math.round(longest) <= head.targetDuration

/** [CH7] The LAB says so. */
const goOff = (run: Run): void => {
  if (run.head.mode.status === 'lab') toSlate(run, 'off_air')
  else run.head.mode = { status: 'slate', advancing: 0 }
}

const decide = (run: Run, media: LabMedia | null, { fresh, usable }: News, wasAdvancedAt: number): void => {
  const { head } = run
  if (media === null) return
  if (head.mode.status === 'lab') {
    const waiting = head.pending.filter(({ run: id }) => id === head.run?.id)
    head.pending = queued(head, [...waiting, ...fresh], head.now)
  } else {
    if (fresh.length === 0) return
    const isInRow = head.now - wasAdvancedAt <= targetMs(head, spans.patience)
    const advancing = (isInRow ? head.mode.advancing : 0) + 1
    head.mode = { status: 'slate', advancing }
    if (advancing < advancingNeeded(head, head.now)) return
    toLab(run)
    const room = targetMs(head, spans.ahead) - (head.edgeAt - head.now)
    head.pending = newest(usable, Math.max(0, room))
  }
  head.renditions = registered(head.renditions, media.renditions, head.now)
}

/** [CH27] What a report shows of the LAB's health. */
const observeReport = (run: Run, report: LabReport, news: News): void => {
  const { head } = run
  const isOn = report.state !== 'off_air'
  observe(run, 'report_invalid', false)
  observe(run, 'lab_silent', false)
  observe(run, 'no_playable_segment', isOn && !news.isReadable)
  observe(run, 'segment_too_long', news.isTooLong)
  observe(run, 'uri_reused', news.isReused)
  observe(run, 'clock_skew', Math.abs(head.now - Date.parse(report.sent_at)) > skewMs)
  if (report.buffer_s !== undefined) observe(run, 'low_buffer', isOn && toMs(report.buffer_s) < targetMs(head, 1))
  if (news.fresh.length > 0 || !isOn) {
    observe(run, 'playlist_frozen', false)
    observe(run, 'media_late', false)
  }
  observe(run, 'flapping', isFlapping(head, head.now))
  observeReported(run, report)
}
