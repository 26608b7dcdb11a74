/** What a grant allows, in the words of the browser. Pure. */
import type { MediaGrant, MediaKind } from '../../../contract/media.ts'

type Bounds = Pick<MediaGrant, 'may_send' | 'may_receive' | 'video' | 'audio_max_bitrate_bps'>

/** What a camera really gives; a browser may not know. */
type Picture = { readonly width?: number | undefined; readonly height?: number | undefined }

export const directionOf = ({ may_send, may_receive }: Bounds, kind: MediaKind): RTCRtpTransceiverDirection =>
  may_send.includes(kind) ? (may_receive ? 'sendrecv' : 'sendonly') : may_receive ? 'recvonly' : 'inactive'

type Encoding = Pick<RTCRtpEncodingParameters, 'maxBitrate' | 'maxFramerate' | 'scaleResolutionDownBy'>

/** Upper bounds for one sender. The picture is scaled so that neither side is longer than allowed, standing pictures too. */
export function encodingOf({ video, audio_max_bitrate_bps }: Bounds, kind: MediaKind, { width, height }: Picture): Encoding {
  if (kind === 'audio') return audio_max_bitrate_bps === null ? {} : { maxBitrate: audio_max_bitrate_bps }
  if (video === null) return {}
  const [long, short] = [Math.max(video.width, video.height), Math.min(video.width, video.height)]
  const scale =
    width === undefined || height === undefined ? 1 : Math.max(1, Math.max(width, height) / long, Math.min(width, height) / short)
  return { maxBitrate: video.max_bitrate_bps, maxFramerate: video.frame_rate, scaleResolutionDownBy: scale }
}
