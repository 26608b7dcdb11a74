/** Rendered playlists, read by two parsers that are not ours, against the timeline they were made of and against each other. */
import * as HLS from 'hls-parser'
import { Parser } from 'm3u8-parser'
import { renderMaster, renderMedia } from '../../domain/channel/playlist.ts'
import type { Timeline } from '../../domain/channel/timeline.ts'
import { timelineOf } from '../../durable-objects/channel/channel-views.ts'
import type { ChannelState } from '../../durable-objects/channel/channel-state.ts'

HLS.setOptions({ strictMode: true })

/** `rendered`: what each rendition's playlist said of each segment before; it must say so again. */
export const playlistFault = (state: ChannelState, rendered: Map<string, string>): string | null => {
  const timeline = timelineOf(state)
  try {
    masterFault(timeline)
    for (const name of Object.keys(timeline.standIns)) mediaFault(timeline, name, rendered)
    return null
  } catch (error) {
    return `[CH31] ${error instanceof Error ? error.message : String(error)}`
  }
}

const must = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what)
}

const masterFault = (timeline: Timeline): void => {
  const master = HLS.parse(renderMaster(timeline))
  must(master.isMasterPlaylist, 'the master is none')
  const uris = (master as HLS.types.MasterPlaylist).variants.map(({ uri }) => uri)
  must(uris.length > 0 && uris.join() === timeline.renditions.map(({ name }) => `${name}.m3u8`).join(), `variants ${uris.join()}`)
}

type Read = { readonly uri: string; readonly duration: number; readonly discontinuity: boolean; readonly map: string | null }

const mediaFault = (timeline: Timeline, name: string, rendered: Map<string, string>): void => {
  const text = renderMedia(timeline, name) ?? ''
  const strict = HLS.parse(text) as HLS.types.MediaPlaylist
  const parser = new Parser()
  parser.push(text)
  parser.end()
  const { manifest } = parser
  must((manifest.warnings ?? []).length === 0, `m3u8-parser warns: ${JSON.stringify(manifest.warnings)}`)
  const first = timeline.slots[0]
  if (first === undefined) throw new Error('no slot')
  const sequence = timeline.discontinuitySequence + (first.discontinuity ? 1 : 0)
  must(strict.mediaSequenceBase === first.msn && manifest.mediaSequence === first.msn, 'media sequence')
  must((strict.discontinuitySequenceBase ?? 0) === sequence && manifest.discontinuitySequence === sequence, 'discontinuity sequence')
  must(strict.targetDuration === timeline.targetDuration && manifest.targetDuration === timeline.targetDuration, 'target duration')
  must(!text.includes('EXT-X-MAP') || (strict.version ?? 1) >= 6, 'version')
  const whole = strict.segments.filter(({ uri }) => uri !== '')
  compare(timeline, whole.map(fromStrict), manifest.segments.filter(({ uri }) => uri !== undefined).map(fromLoose))
  whole.forEach(({ uri, map }, index) => {
    const key = `${name} ${first.msn + index}`
    const said = `${uri} ${map?.uri}`
    must((rendered.get(key) ?? said) === said, `${key} was ${rendered.get(key)} and is ${said}`)
    rendered.set(key, said)
  })
}

const fromStrict = ({ uri, duration, discontinuity, map }: HLS.types.Segment): Read => ({
  uri,
  duration,
  discontinuity: discontinuity ?? false,
  map: map?.uri ?? null,
})

const fromLoose = ({ uri, duration, discontinuity, map }: Parser['manifest']['segments'][number]): Read => ({
  uri: uri ?? '',
  duration: duration ?? 0,
  discontinuity: discontinuity ?? false,
  map: map?.uri ?? null,
})

const compare = (timeline: Timeline, strict: readonly Read[], loose: readonly Read[]): void => {
  must(
    strict.length === timeline.slots.length && loose.length === strict.length,
    `${strict.length}, ${loose.length} of ${timeline.slots.length} segments`,
  )
  timeline.slots.forEach((slot, index) => {
    const a = strict[index]
    const b = loose[index]
    must(a !== undefined && b !== undefined && a.uri === b.uri && a.duration === b.duration, `segment ${slot.msn} is read in two ways`)
    must(a?.discontinuity === (slot.discontinuity && index > 0) && b?.discontinuity === a.discontinuity, `discontinuity of ${slot.msn}`)
    must(
      Object.values(slot.media).some(({ uri }) => a?.uri === `segments/${uri}`),
      `${a?.uri} is not of slot ${slot.msn}`,
    )
    must((slot.source === 'slate') === (a?.uri.includes('/slate/') === true), `source of ${slot.msn}`)
    must(Math.abs((a?.duration ?? 0) - slot.duration) < 0.01, `duration of ${slot.msn}`)
  })
}
