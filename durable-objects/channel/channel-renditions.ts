/** Which renditions have a playlist, and whose media each of them gets. Pure. */
import { slateMedia } from '../../domain/channel/slate-media.ts'
import type { Rendition } from '../../domain/channel/timeline.ts'
import { absentMs } from './channel-rules.ts'
import type { ChannelHead, KnownRendition, PendingSegment } from './channel-state.ts'

/** Names that have a playlist at a time: eight of the present report and some that were left out. */
const mostKnown = 24

/** Before the LAB is heard, the slate's own. */
export const slateRenditions = (now: number): KnownRendition[] =>
  slateMedia.renditions.map((rendition) => ({ rendition, current: true, lastIn: now, slate: rendition.name, standIns: [] }))

/** [CH24] The renditions of a report that is on are the current ones; new ones get a playlist, absent ones keep theirs for an hour. */
export const registered = (known: KnownRendition[], reported: readonly Rendition[], now: number): KnownRendition[] => {
  const names = new Set(reported.map(({ name }) => name))
  const absent = known
    .filter(({ rendition, lastIn }) => !names.has(rendition.name) && now - lastIn < absentMs)
    .map((entry) => ({ ...entry, current: false }))
  const current = reported.map((rendition) => {
    const before = known.find((entry) => entry.rendition.name === rendition.name)
    return before === undefined ? joined(known, rendition, now) : { ...before, rendition, current: true, lastIn: now }
  })
  return [...current, ...absent.slice(0, mostKnown - current.length)]
}

const joined = (known: readonly KnownRendition[], rendition: Rendition, now: number): KnownRendition => {
  const like = nearest(rendition, known)
  return {
    rendition,
    current: true,
    lastIn: now,
    slate: nearestSlate(rendition),
    standIns: like === null ? [] : [like.rendition.name, ...like.standIns].slice(0, mostKnown),
  }
}

const nearest = (to: Rendition, among: readonly KnownRendition[]): KnownRendition | null =>
  among.reduce<KnownRendition | null>(
    (best, entry) => (best === null || distance(to, entry.rendition) < distance(to, best.rendition) ? entry : best),
    null,
  )

const distance = (a: Rendition, b: Rendition): number => Math.abs(Math.log(a.bandwidth / b.bandwidth))

const heightOf = ({ resolution }: Rendition): number | null => (resolution === null ? null : Number(resolution.split('x')[1]))

/** By height where both have one, else by bandwidth. */
const nearestSlate = (rendition: Rendition): string => {
  const height = heightOf(rendition)
  const far = (slate: Rendition): number => {
    const slateHeight = heightOf(slate)
    return height === null || slateHeight === null ? distance(rendition, slate) : Math.abs(Math.log(height / slateHeight))
  }
  return slateMedia.renditions.reduce((best, slate) => (far(slate) < far(best) ? slate : best)).name
}

export type Fed = Record<string, { from: string; map: string | null }>

/** [CH20] Whose media each known rendition gets of a segment: its own, else what it got before, else the nearest by bandwidth. */
export const feed = (head: ChannelHead, segment: PendingSegment): Fed => {
  const there = head.renditions.filter(({ rendition }) => rendition.name in segment.media)
  return Object.fromEntries(
    head.renditions.flatMap(({ rendition }) => {
      const before = head.lastLive?.fed[rendition.name]?.from
      const from =
        rendition.name in segment.media
          ? rendition.name
          : before !== undefined && before in segment.media
            ? before
            : (nearest(rendition, there)?.rendition.name ?? Object.keys(segment.media)[0])
      const media = from === undefined ? undefined : segment.media[from]
      return from === undefined || media === undefined ? [] : [[rendition.name, { from, map: media.map }]]
    }),
  )
}
