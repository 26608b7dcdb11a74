/** What of a channel is rendered as text: status and playlists with their validators. Pure; the state has been moved to `now`. */
import { createHash } from 'node:crypto'
import type { ChannelSetup, Rendered } from '../../contract/channel.ts'
import { renderMaster, renderMedia } from '../../domain/channel/playlist.ts'
import { freshMsOf } from './channel-machine.ts'
import type { ChannelState } from './channel-state.ts'
import { statusOf, timelineOf } from './channel-views.ts'
import type { Audience } from './channel-views.ts'
import type { PublicDocument } from './public-objects.ts'

/** CONTRACT §5: the status is kept for two seconds. */
const statusFreshMs = 2_000

/** A strong validator: the same is the same bytes. */
const rendered = (body: string, freshMs: number): Rendered => ({
  body,
  etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
  freshMs,
})

export const renderedStatus = (setup: ChannelSetup, state: ChannelState, audience: Audience, now: number): Rendered =>
  rendered(JSON.stringify(statusOf(setup, state, audience, now)), Math.min(statusFreshMs, freshMsOf(state, now)))

/** `master`, or the name of a rendition; null when there is none of that name. */
export const renderedPlaylist = (state: ChannelState, name: string, now: number): Rendered | null => {
  const timeline = timelineOf(state)
  const body = name === 'master' ? renderMaster(timeline) : renderMedia(timeline, name)
  return body === null ? null : rendered(body, freshMsOf(state, now))
}

/** All of it, in the order in which it has to be there. */
export const publicDocuments = (setup: ChannelSetup, state: ChannelState, audience: Audience, now: number): PublicDocument[] => {
  const names = [...Object.keys(timelineOf(state).standIns), 'master']
  const playlists = names.flatMap((name) => {
    const playlist = renderedPlaylist(state, name, now)
    return playlist === null ? [] : [{ ...playlist, name: `${name}.m3u8`, type: 'application/vnd.apple.mpegurl' }]
  })
  return [...playlists, { ...renderedStatus(setup, state, audience, now), name: 'status.json', type: 'application/json' }]
}
