/**
 * How the timeline grows: slots of the LAB, a window that moves on; the slate is in `channel-slate.ts`. A slot is appended and later dropped;
 * it is never changed. A `Run` is one step under way: its head and its list of slots are its own, what is in them is not.
 */
import { wasPublished, withPublished } from '../../domain/channel/published-uris.ts'
import type { Slot, SlotMedia } from '../../domain/channel/timeline.ts'
import { feed, type Fed } from './channel-renditions.ts'
import { driftPerMs, spans, targetMs, toMs, windowMs } from './channel-rules.ts'
import type { ChannelEffect } from './channel-machine.ts'
import type { ChannelHead, ChannelState, OpenSegment, PendingSegment } from './channel-state.ts'

export type Run = { readonly head: ChannelHead; slots: Slot[]; readonly effects: ChannelEffect[] }

export const runOf = ({ head, slots }: ChannelState): Run => ({ head: { ...head }, slots: [...slots], effects: [] })

/** Without `msn`: the next one. */
type NewSlot = Omit<Slot, 'msn'> & { readonly msn?: number }

export const append = (run: Run, slot: NewSlot): void => {
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
  // Only a hint was shown: nothing has to be a slot for it.
  if (duration === 0) return
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

/** However short a slot is, it takes so much of the window: it has an end. */
const leastSlotMs = 100

/** [CH22] Drops what is older than the window. */
export const moveWindow = (run: Run): void => {
  const { head, slots } = run
  let room = windowMs(head)
  let first = slots.length
  while (first > 0 && room > 0) room -= Math.max(leastSlotMs, toMs(slots[--first]?.duration ?? 0))
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
