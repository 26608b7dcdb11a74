/** What others see of a channel: the timeline its playlists are made of, status, health. Pure; move the state to `now` first (`tick`). */
import type { ChannelAlert, ChannelHealth, ChannelSetup, ChannelStatus } from '../../contract/channel.ts'
import type { OpenSlot, Timeline } from '../../domain/channel/timeline.ts'
import type { ChannelHead, ChannelState, OpenSegment } from './channel-state.ts'
import { shownOpen } from './channel-timeline.ts'

/** What is known of those who watch; `viewers` null when nobody counts. */
export type Audience = { readonly viewers: number | null; readonly sample: number }

export const timelineOf = ({ head, slots }: ChannelState): Timeline => {
  const open = shownOpen(head, slots)
  return {
    targetDuration: head.targetDuration,
    renditions: head.renditions.filter(({ current }) => current).map(({ rendition }) => rendition),
    standIns: Object.fromEntries(head.renditions.map(({ rendition, standIns }) => [rendition.name, standIns])),
    slots,
    discontinuitySequence: head.discontinuitySequence,
    partTarget: head.settings.low_latency && head.partTarget > 0 ? head.partTarget : null,
    open: open === null ? null : openSlot(open),
  }
}

const openSlot = ({ media }: OpenSegment): OpenSlot => ({
  parts: Object.fromEntries(Object.entries(media).map(([name, { parts }]) => [name, parts])),
  map: Object.fromEntries(Object.entries(media).map(([name, { map }]) => [name, map])),
  hint: Object.fromEntries(Object.entries(media).flatMap(([name, { hint }]) => (hint === null ? [] : [[name, hint]]))),
})

/** [CH26] What the LAB said of its programme holds while its picture is on; what comes next, for as long as it is heard. */
export const statusOf = (setup: ChannelSetup, { head, slots }: ChannelState, audience: Audience, now: number): ChannelStatus => ({
  id: setup.channel_id,
  name: setup.name,
  state: head.shown.state,
  source: head.mode.status,
  since: new Date(head.shown.since).toISOString(),
  now_playing: head.mode.status === 'lab' ? (head.report?.nowPlaying ?? null) : null,
  up_next: head.shown.state === 'unknown' ? [] : (head.report?.upNext ?? []),
  viewers: audience.viewers,
  lab_age_s: head.report === null ? null : Math.max(0, Math.floor((now - head.report.receivedAt) / 1_000)),
  media_sequence: slots[0]?.msn ?? 0,
  presence_sample: audience.sample,
})

/** All of it but the secrets, which the object keeps. */
export const healthOf = (setup: ChannelSetup, state: ChannelState, audience: Audience, now: number): Omit<ChannelHealth, 'secrets'> => ({
  status: statusOf(setup, state, audience, now),
  alerts: openAlerts(state.head),
  last_report: lastReport(state.head),
  switches: state.head.switches.map((change) => ({ ...change, at: new Date(change.at).toISOString() })),
})

const openAlerts = ({ alerts }: ChannelHead): ChannelAlert[] =>
  alerts.flatMap(({ code, severity, from, message, openedAt }) =>
    openedAt === null ? [] : [{ code, severity, from, message, opened_at: new Date(openedAt).toISOString() }],
  )

const lastReport = ({ report }: ChannelHead): ChannelHealth['last_report'] =>
  report === null
    ? null
    : {
        seq: report.seq,
        sent_at: new Date(report.sentAt).toISOString(),
        state: report.state,
        ...(report.bufferS === null ? {} : { buffer_s: report.bufferS }),
        ...(report.encoder === null ? {} : { encoder: report.encoder }),
        received_at: new Date(report.receivedAt).toISOString(),
        skew_ms: report.receivedAt - report.sentAt,
      }
