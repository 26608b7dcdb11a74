/**
 * The channel's picture at the stand-in platform: two loops of two-second segments, of which the test says which one is on. A playlist is
 * a function of the time and of those switches, so that it never contradicts one that was read before.
 */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { now } from './admin-clock.ts'

export type LiveSource = 'lab' | 'slate'

/** `from` is a media sequence number. */
type Switch = { readonly from: number; readonly source: LiveSource }

export type Live = {
  switches: readonly Switch[]
  /** `down`: nothing of it is answered, as by a platform that is gone. */
  door: 'up' | 'down'
  /** Answers bytes that no player can read in place of segments. */
  isGarbled: boolean
}

export const newLive = (source: LiveSource): Live => ({ switches: [{ from: 0, source }], door: 'up', isGarbled: false })

const media = resolve(import.meta.dirname, '../data/channel')
const loop = 8
/** Seconds. */
const length = 2
/** Long, so that a slow machine does not fall out of it. */
const windowSize = 15
/** When number 0 was. Not long ago: what hls.js does for a playlist takes longer the larger its discontinuity sequence is. */
const began = Date.parse('2026-11-21T13:00:00.000Z')

/** The newest segment that is whole. */
const newest = (): number => Math.floor((now() - began) / 1_000 / length) - 1

/** From the next segment on. */
export function switchLive(live: Live, source: LiveSource): void {
  live.switches = [...live.switches, { from: newest() + 1, source }]
}

const sourceAt = ({ switches }: Live, msn: number): LiveSource => switches.findLast(({ from }) => from <= msn)?.source ?? 'slate'

/** Each turn of a loop begins its timestamps anew. */
const isDiscontinuous = (live: Live, msn: number): boolean => msn % loop === 0 || sourceAt(live, msn) !== sourceAt(live, msn - 1)

/** Of all that were dropped, and the first segment's own, which has no tag any more. */
const discontinuitiesUpTo = (live: Live, first: number): number => {
  const switched = live.switches.filter(({ from }) => from > 0 && from <= first && from % loop !== 0)
  return Math.floor(first / loop) + switched.length
}

const master = `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-STREAM-INF:BANDWIDTH=90000,RESOLUTION=320x180,CODECS="avc1.4D400C,mp4a.40.2",FRAME-RATE=12.000
360p.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=120000,RESOLUTION=640x360,CODECS="avc1.4D400C,mp4a.40.2",FRAME-RATE=12.000
720p.m3u8
`

function playlist(live: Live): string {
  const last = newest()
  const first = last - windowSize + 1
  const head = `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:${length}
#EXT-X-MEDIA-SEQUENCE:${first}
#EXT-X-DISCONTINUITY-SEQUENCE:${discontinuitiesUpTo(live, first)}
#EXT-X-SERVER-CONTROL:HOLD-BACK=${length * 3}.0
`
  const segments = Array.from({ length: windowSize }, (_, index) => {
    const msn = first + index
    const isNew = index > 0 && isDiscontinuous(live, msn)
    const map = index === 0 || isNew ? [`#EXT-X-MAP:URI="segments/${sourceAt(live, msn)}/init.mp4"`] : []
    const time = `#EXT-X-PROGRAM-DATE-TIME:${new Date(began + msn * length * 1_000).toISOString()}`
    return [...(isNew ? ['#EXT-X-DISCONTINUITY'] : []), ...map, time, `#EXTINF:${length}.0,`, `segments/${sourceAt(live, msn)}/${msn}.m4s`]
  })
  return `${head}${segments.flat().join('\n')}\n`
}

type File = { readonly type: string; readonly body: string | Buffer }

/** What is at a path below `/live/{channel}/`; null: nothing. */
export async function liveFile(live: Live, path: string): Promise<File | null> {
  const type = 'application/vnd.apple.mpegurl'
  if (path === 'master.m3u8') return { type, body: master }
  if (/^(?:360|720)p\.m3u8$/.test(path)) return { type, body: playlist(live) }
  const [, source, name] = /^segments\/(lab|slate)\/(init\.mp4|\d+\.m4s)$/.exec(path) ?? []
  if (source === undefined || name === undefined) return null
  if (live.isGarbled) return { type: 'video/mp4', body: 'no video at all' }
  const file = name === 'init.mp4' ? name : `${Number.parseInt(name, 10) % loop}.m4s`
  return { type: 'video/mp4', body: await readFile(resolve(media, source, file)) }
}
