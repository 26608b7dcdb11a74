/** The numbers of the rules [CH…] and the deadlines that follow from them. Times are epoch ms, spans ms. */
import type { ChannelSettings, ChannelState as ShownState } from '../../contract/channel.ts'
import { slateMedia } from '../../domain/channel/slate-media.ts'
import type { ChannelHead, PendingSegment, SourceSwitch, SwitchReason } from './channel-state.ts'

/** In target durations. */
export const spans = {
  /** No report, or no new segment, for so long: slate. */
  patience: 2,
  /**
   * The published media may run ahead of the clock by so much, and behind by so much. Together that is less than the four that viewers
   * hold back, by the one for which they may not look: whoever came when it was furthest ahead still has media when it is furthest behind.
   */
  ahead: 1.85,
  behind: 1.1,
  /** Segments that wait beyond this are skipped. */
  backlog: 2,
  /** The shortest window. */
  window: 6,
} as const

/** Switches to the slate within this are what makes the LAB less trusted. */
export const trustMs = 60_000
export const mostAdvancing = 4

export const flapping = { switches: 4, withinMs: 600_000 } as const

/** A clock of the LAB that is off by more is worth an alert. */
export const skewMs = 10_000

/** A rendition that the LAB left out keeps its playlist for so long. */
export const absentMs = 3_600_000

/** Clocks differ: so much of what media is early or late is let go. 8.6 s a day. */
export const driftPerMs = 1e-4

export const toMs = (seconds: number): number => Math.round(seconds * 1_000)

export const targetMs = (head: Pick<ChannelHead, 'targetDuration'>, targets: number): number => toMs(head.targetDuration * targets)

export const slateLongest = Math.ceil(Math.max(...slateMedia.loop.map(({ duration }) => duration)))
export const slateLoopMs = slateMedia.loop.reduce((sum, { duration }) => sum + toMs(duration), 0)

/** EXT-X-TARGETDURATION: what the operator set, else the LAB's; never less than the slate's own. */
export const targetDurationOf = (settings: ChannelSettings, labs: number): number =>
  Math.max(slateLongest, settings.target_duration_s ?? labs)

export const windowMs = (head: ChannelHead): number => Math.max(targetMs(head, spans.window), toMs(head.settings.dvr_window_s))

/** When the LAB has been silent for too long; null: it was never heard. */
export const silentAt = (head: ChannelHead): number | null =>
  head.report === null ? null : head.report.receivedAt + targetMs(head, spans.patience)

/** What waits by then has been published. */
export const frozenAt = (head: ChannelHead): number => head.advancedAt + targetMs(head, spans.patience)

/** [CH10] When too much media is owed. */
export const lateAt = (head: ChannelHead): number => head.edgeAt + targetMs(head, spans.behind)

/** When a waiting segment may be published without running too far ahead. */
export const publishableAt = (head: ChannelHead, segment: Pick<PendingSegment, 'duration'>): number =>
  Math.max(head.now, head.edgeAt + toMs(segment.duration) - targetMs(head, spans.ahead))

/** Why and when the LAB's picture has to go, as things stand. */
export const nextLoss = (head: ChannelHead): { readonly at: number; readonly reason: SwitchReason } => {
  const losses = [
    { at: silentAt(head) ?? head.now, reason: 'lab_silent' },
    { at: frozenAt(head), reason: 'playlist_frozen' },
    { at: lateAt(head), reason: 'media_late' },
  ] as const
  return losses.reduce((first, loss) => (loss.at < first.at ? loss : first))
}

const switchesToSlate = (switches: readonly SourceSwitch[], since: number): number =>
  switches.filter(({ at, to }) => to === 'slate' && at > since).length

/** [CH9] How many reports in a row have to move the picture on before it is trusted again. */
export const advancingNeeded = (head: ChannelHead, now: number): number =>
  Math.min(1 + switchesToSlate(head.switches, now - trustMs), mostAdvancing)

export const isFlapping = (head: ChannelHead, now: number): boolean =>
  switchesToSlate(head.switches, now - flapping.withinMs) >= flapping.switches

/** [CH5] What people are told at a moment. */
export const shownStateAt = (head: ChannelHead, at: number): ShownState => {
  const silent = silentAt(head)
  if (head.report === null || silent === null) return 'unknown'
  if (head.mode.status === 'lab') return head.report.state === 'degraded' ? 'degraded' : 'on_air'
  if (at >= silent) return 'unknown'
  return head.report.state === 'off_air' ? 'off_air' : 'slate'
}
