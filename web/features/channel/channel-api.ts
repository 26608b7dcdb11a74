/** What the first page asks of the platform: which channel it shows, how that is, and that somebody watches. All of it open to anyone. */
import type { ChannelState, ChannelStatus, ViewerBeat } from '../../../contract/channel.ts'
import type { Programme } from '../../../contract/lab.ts'
import type { Answer } from '../session/http.ts'
import { send } from '../session/http.ts'
import type { Json } from '../session/reading.ts'
import {
  anything,
  listAt,
  numberAt,
  numberOrNullAt,
  objectOrNullAt,
  reader,
  textAt,
  textOrNullAt,
  timeAt,
  wordAt,
} from '../session/reading.ts'

const pathOf = (channel: string): string => `/v1/channels/${channel}`

export const masterPath = (channel: string): string => `/live/${channel}/master.m3u8`

/** `id` null: this deployment has no channel. `appKey` null: it has no pages for people. */
export type ChannelSetup = { readonly id: string | null; readonly appKey: string | null }

const readSetup = reader((json): ChannelSetup => ({ id: textOrNullAt(json, 'channel_id'), appKey: textOrNullAt(json, 'app_key') }))

export const getChannelSetup = (signal: AbortSignal): Promise<Answer<ChannelSetup>> =>
  send({ path: '/v1/shell', read: readSetup, signal, revalidate: true })

export const getStatus = (channel: string, signal: AbortSignal): Promise<Answer<ChannelStatus>> =>
  send({ path: `${pathOf(channel)}/status`, read: readStatus, signal, revalidate: true, patienceMs: 8_000 })

/** One that does not arrive is made good by the next. */
export const sendBeat = async (channel: string, beat: ViewerBeat): Promise<void> => {
  await send({ method: 'POST', path: `${pathOf(channel)}/presence`, json: beat, read: anything })
}

/** For a page that is going: the browser sends it later. */
export const sendLastBeat = (channel: string, beat: ViewerBeat): boolean =>
  navigator.sendBeacon(`${pathOf(channel)}/presence`, new Blob([JSON.stringify(beat)], { type: 'application/json' }))

const states = ['on_air', 'degraded', 'slate', 'off_air', 'unknown'] as const satisfies readonly ChannelState[]

const timesOfProgramme = ['started_at', 'starts_at', 'ends_at'] as const

const programmeOf = (json: Json): Programme => ({
  title: textAt(json, 'title'),
  ...(json['description'] !== undefined && { description: textAt(json, 'description') }),
  ...Object.fromEntries(timesOfProgramme.filter((name) => json[name] !== undefined).map((name) => [name, timeAt(json, name)])),
})

export const readStatus = reader((json): ChannelStatus => {
  const now = objectOrNullAt(json, 'now_playing')
  return {
    id: textAt(json, 'id'),
    name: textAt(json, 'name'),
    state: wordAt(json, 'state', states),
    source: wordAt(json, 'source', ['lab', 'slate']),
    since: timeAt(json, 'since'),
    now_playing: now && programmeOf(now),
    up_next: [...listAt(json, 'up_next', programmeOf)],
    viewers: numberOrNullAt(json, 'viewers'),
    lab_age_s: numberOrNullAt(json, 'lab_age_s'),
    media_sequence: numberAt(json, 'media_sequence'),
    presence_sample: numberAt(json, 'presence_sample'),
  }
})
