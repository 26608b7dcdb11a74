/** The slate in the timeline: what a channel begins with, and what fills the time for which the LAB has no picture. */
import type { ChannelSettings } from '../../contract/channel.ts'
import { slateMap, slateMedia, slateUri } from '../../domain/channel/slate-media.ts'
import type { SlotMedia } from '../../domain/channel/timeline.ts'
import { slateRenditions } from './channel-renditions.ts'
import { slateLoopMs, spans, targetDurationOf, targetMs, windowMs } from './channel-rules.ts'
import type { ChannelHead, ChannelState } from './channel-state.ts'
import { append, type Run } from './channel-timeline.ts'

/** [CH1] A channel begins with the shortest window full of slate, up to now. */
export const firstState = (settings: ChannelSettings, now: number): ChannelState => {
  const head: ChannelHead = {
    v: 1,
    now,
    settings,
    container: 'fmp4',
    targetDuration: targetDurationOf(settings, 1),
    adopted: settings.target_duration_s !== null,
    mode: { status: 'slate', advancing: 0 },
    shown: { state: 'unknown', since: now },
    report: null,
    reportIds: [],
    run: null,
    advancedAt: 0,
    publishedAt: 0,
    pending: [],
    lastLive: null,
    open: null,
    partTarget: 0,
    renditions: slateRenditions(now),
    edgeAt: now,
    slateIndex: 0,
    discontinuitySequence: 0,
    uris: [],
    alerts: [],
    switches: [],
  }
  const run: Run = { head, slots: [], effects: [] }
  fillWithSlate(run, now)
  return { head, slots: run.slots }
}

/** The shortest window, of slate, that ends now; whatever was in the window before is dropped. */
export const fillWithSlate = (run: Run, now: number): void => {
  const { head } = run
  const nextMsn = (run.slots.at(-1)?.msn ?? -1) + 1
  head.discontinuitySequence += run.slots.filter(({ discontinuity }) => discontinuity).length
  run.slots = []
  head.edgeAt = now - targetMs(head, spans.window)
  head.slateIndex = 0
  while (head.edgeAt <= now) appendOneOfSlate(run, run.slots.length === 0 ? nextMsn : undefined)
}

/** [CH18] In slate, what is owed up to a moment. Whole loops that nobody could see any more are counted and not made. */
export const appendSlate = (run: Run, until: number): void => {
  const { head } = run
  while (head.edgeAt <= until && head.slateIndex !== 0) appendOneOfSlate(run)
  const loops = Math.floor((until - head.edgeAt - windowMs(head)) / slateLoopMs) - 1
  if (loops > 0) skipLoops(run, loops)
  while (head.edgeAt <= until) appendOneOfSlate(run)
}

/** As if so many loops had been appended, and all before the last one dropped. */
const skipLoops = (run: Run, loops: number): void => {
  const { head } = run
  const nextMsn = (run.slots.at(-1)?.msn ?? -1) + 1 + loops * slateMedia.loop.length
  head.discontinuitySequence += run.slots.filter(({ discontinuity }) => discontinuity).length + loops
  run.slots = []
  head.edgeAt += loops * slateLoopMs
  appendOneOfSlate(run, nextMsn)
}

const appendOneOfSlate = (run: Run, msn?: number): void => {
  const { head } = run
  const index = head.slateIndex
  const duration = slateMedia.loop[index]?.duration ?? 0
  append(run, {
    ...(msn === undefined ? {} : { msn }),
    source: 'slate',
    discontinuity: index === 0 && (msn === undefined || msn > 0),
    gap: false,
    duration,
    programDateTime: head.edgeAt,
    media: Object.fromEntries(
      head.renditions.map(({ rendition, slate }): [string, SlotMedia] => {
        const name = slateMedia.renditions.some((one) => one.name === slate) ? slate : (slateMedia.renditions[0]?.name ?? slate)
        const uri = slateUri(head.container, name, index)
        return [rendition.name, { uri, map: slateMap(head.container, name), duration, parts: [] }]
      }),
    ),
  })
  head.slateIndex = (index + 1) % slateMedia.loop.length
}
