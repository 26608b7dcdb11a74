/** What a call asks of the platform: the grant for its media, and that a failure is known. */
import type { IceServer, MediaFault, MediaGrant, MediaKind, VideoBounds } from '../../../contract/media.ts'
import type { RoomId } from '../../../contract/ids.ts'
import type { Answer, Ask } from '../session/http.ts'
import type { Json } from '../session/reading.ts'
import { newAttempt } from '../session/http.ts'
import {
  anything,
  flagAt,
  listAt,
  numberAt,
  numberOrNullAt,
  objectOrNullAt,
  reader,
  textAt,
  textsAt,
  timeAt,
  wordAt,
} from '../session/reading.ts'

/** A call to the API as the person of the page. */
export type AskApi = <T>(ask: Ask<T>) => Promise<Answer<T>>

const kindsOf = (json: Json): MediaKind[] => (['audio', 'video'] as const).filter((kind) => textsAt(json, 'may_send').includes(kind))

const videoOf = (json: Json): VideoBounds => ({
  width: numberAt(json, 'width'),
  height: numberAt(json, 'height'),
  frame_rate: numberAt(json, 'frame_rate'),
  max_bitrate_bps: numberAt(json, 'max_bitrate_bps'),
})

const iceServerOf = (json: Json): IceServer => ({
  urls: [...textsAt(json, 'urls')],
  ...(json['username'] !== undefined && { username: textAt(json, 'username') }),
  ...(json['credential'] !== undefined && { credential: textAt(json, 'credential') }),
})

export const readGrant = reader((json): MediaGrant => {
  const video = objectOrNullAt(json, 'video')
  const common = {
    session_id: textAt(json, 'session_id') as RoomId,
    profile: wordAt(json, 'profile', ['thumb', 'private_call', 'random', 'broadcast']),
    may_send: kindsOf(json),
    may_receive: flagAt(json, 'may_receive'),
    video: video && videoOf(video),
    audio_max_bitrate_bps: numberOrNullAt(json, 'audio_max_bitrate_bps'),
    ice_servers: [...listAt(json, 'ice_servers', iceServerOf)],
    relay: wordAt(json, 'relay', ['available', 'unavailable', 'not_configured']),
    expires_at: timeAt(json, 'expires_at'),
  }
  const provider = wordAt(json, 'provider', ['p2p', 'cloudflare-realtime', 'livekit'])
  return provider === 'livekit' ? { provider, ...common, url: textAt(json, 'url'), token: textAt(json, 'token') } : { provider, ...common }
})

export const askGrant = (ask: AskApi, session: RoomId): Promise<Answer<MediaGrant>> =>
  ask({ method: 'POST', path: '/v1/media/token', json: { session_id: session }, read: readGrant })

/** One that does not arrive is not sent again: what it tells of is shown to the person anyway. */
export const reportFailure = async (ask: AskApi, session: RoomId, code: MediaFault): Promise<void> => {
  await ask({ method: 'POST', path: '/v1/media/errors', json: { session_id: session, code }, read: anything, attempt: newAttempt() })
}
