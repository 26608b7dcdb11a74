/**
 * How the timeline grows: slots of the LAB, slots of the slate, a window that moves on. A slot is appended and later dropped; it is never
 * changed. A `Run` is one step under way: its head and its list of slots are its own, what is in them is not.
 */
import { slateMap, slateMedia, slateUri } from '../../domain/channel/slate-media.ts'
import { wasPublished, withPublished } from '../../domain/channel/published-uris.ts'
import type { Slot, SlotMedia } from '../../domain/channel/timeline.ts'
import { feed, slateRenditions, type Fed } from './channel-renditions.ts'
import { driftPerMs, slateLoopMs, spans, targetDurationOf, targetMs, toMs, windowMs } from './channel-rules.ts'
import type { ChannelHead, ChannelState, OpenSegment, PendingSegment } from './channel-state.ts'
import type { ChannelEffect } from './channel-machine.ts'
import type { ChannelSettings } from '../../contract/channel.ts'

export type Run = { readonly head: ChannelHead; slots: Slot[]; readonly effects: ChannelEffect[] }

export const runOf = ({ head, slots }: ChannelState): Run => ({ head: { ...head }, slots: [...slots], effects: [] })

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

type NewSlot = Omit<Slot, 'msn'> & { readonly msn?: number }

const append = (run: Run, slot: NewSlot): void => {
  run.slots.push({ msn: (run.slots.at(-1)?.msn ?? -1) + 1, ...slot })
  run.head.edgeAt += toMs(slot.duration)
}

/** [CH20] Publishes the first segment that waits, unless one of its URIs was published for something else. */
export const publishNext = (run: Run, now: number): void => {
  const { head } = run
  const [segment, ...others] = head.pending
  head.pending = others
  if (segment === undefined || isReused(head, segment)) return
  const fed = feed(head, segment)
  letDriftGo(head, now)
  append(run, {
    source: 'lab',
    discontinuity: !goesOn(run, segment, fed),
    gap: false,
    duration: segment.duration,
    programDateTime: segment.programDateTime,
    media: Object.fromEntries(Object.entries(fed).flatMap(([name, { from }]) => mediaEntry(name, segment.media[from]))),
  })
  head.publishedAt = now
  head.lastLive = { run: segment.run, number: segment.number, msn: run.slots.at(-1)?.msn ?? 0, fed }
  for (const uri of urisOf(segment)) head.uris = withPublished(head.uris, uri)
}

const mediaEntry = (name: string, media: SlotMedia | undefined): [string, SlotMedia][] => (media === undefined ? [] : [[name, media]])

const urisOf = (segment: Pick<PendingSegment, 'media'>): string[] => [...new Set(Object.values(segment.media).map(({ uri }) => uri))]

export const isReused = (head: ChannelHead, segment: Pick<PendingSegment, 'media'>): boolean =>
  urisOf(segment).some((uri) => wasPublished(head.uris, uri))

/** [CH21] Same run, next number, same sources with the same initialization files, and the LAB does not say otherwise. */
const goesOn = ({ head, slots }: Run, segment: PendingSegment, fed: Fed): boolean => {
  const last = head.lastLive
  if (last === null || segment.discontinuity) return false
  if (last.msn !== slots.at(-1)?.msn || last.run !== segment.run || last.number + 1 !== segment.number) return false
  return Object.entries(fed).every(([name, { from, map }]) => last.fed[name]?.from === from && last.fed[name].map === map)
}

/** [CH10] The LAB's clock and ours differ a little: what adds up of that is neither late nor early. */
const letDriftGo = (head: ChannelHead, now: number): void => {
  const ahead = head.edgeAt - now
  const most = Math.min(5, Math.floor(now * driftPerMs) - Math.floor(head.publishedAt * driftPerMs))
  head.edgeAt -= Math.sign(ahead) * Math.min(Math.abs(ahead), most)
}

/** [CH30] Parts were shown of a segment that never came whole: their time passed, and the slot says that it is a gap. */
export const closeOpen = (run: Run): void => {
  const shown = shownOpen(run.head, run.slots)
  if (shown === null) return
  const first = Object.values(shown.media)[0]
  const sum = (parts: SlotMedia['parts']): number => parts.reduce((total, { duration }) => total + duration, 0)
  const duration = Math.min(...Object.values(shown.media).map(({ parts }) => sum(parts)), run.head.targetDuration)
  const media = run.head.renditions.flatMap(({ rendition }) => {
    const own = shown.media[rendition.name] ?? first
    const uri = own?.parts[0]?.uri
    return own === undefined || uri === undefined ? [] : mediaEntry(rendition.name, { uri, map: own.map, duration, parts: [] })
  })
  const last = run.slots.at(-1)
  append(run, {
    source: 'lab',
    discontinuity: false,
    gap: true,
    duration,
    programDateTime: last === undefined ? run.head.edgeAt : last.programDateTime + toMs(last.duration),
    media: Object.fromEntries(media),
  })
}

/** [CH29] Parts are shown only of what follows the last slot at once. */
export const shownOpen = (head: ChannelHead, slots: readonly Slot[]): OpenSegment | null => {
  const { open, lastLive } = head
  if (!head.settings.low_latency || head.mode.status !== 'lab' || head.pending.length > 0 || open === null || lastLive === null) return null
  const follows = lastLive.msn === slots.at(-1)?.msn && lastLive.run === open.run && lastLive.number + 1 === open.number
  return follows ? open : null
}

/** [CH22] Drops what is older than the window. */
export const moveWindow = (run: Run): void => {
  const { head, slots } = run
  let room = windowMs(head)
  let first = slots.length
  while (first > 0 && room > 0) room -= toMs(slots[--first]?.duration ?? 0)
  if (first === 0) return
  const dropped = slots.slice(0, first)
  head.discontinuitySequence += dropped.filter(({ discontinuity }) => discontinuity).length
  run.slots = slots.slice(first)
}

/** The newest segments that last no longer than this together; at least one. */
export const newest = (segments: readonly PendingSegment[], spanMs: number): PendingSegment[] => {
  let room = spanMs
  let first = segments.length
  while (first > 0) {
    room -= toMs(segments[first - 1]?.duration ?? 0)
    if (room < 0 && first < segments.length) break
    first--
  }
  return segments.slice(first)
}

/** [CH19] What waits while the LAB is on: everything in order, unless so much came at once that the picture would fall behind it. */
export const queued = (head: ChannelHead, segments: readonly PendingSegment[], now: number): PendingSegment[] => {
  const room = Math.max(0, now + targetMs(head, spans.ahead) - head.edgeAt)
  const total = segments.reduce((sum, { duration }) => sum + toMs(duration), 0)
  const target = targetMs(head, 1)
  return total > room + targetMs(head, spans.backlog) ? newest(segments, room + target) : [...segments]
}
