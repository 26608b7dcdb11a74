/**
 * hls.js behind `Engine`. The whole library and not its light build: captions inside of the video (CEA-608) are the only ones that the LAB's
 * reports can bring, and the light one does not read them. Without its worker, which would need a page that may run `blob:` scripts.
 */
import type { ErrorData, FragChangedData, Level } from 'hls.js'
import { default as Hls, ErrorTypes, Events } from 'hls.js'
import type { Engine, Heard, OpenEngine, Quality } from './engine.ts'
import type { Fault } from './player-machine.ts'

const config = {
  enableWorker: false,
  /** What was shown stays so long for who goes back. Seconds. */
  backBufferLength: 60,
  /** A small picture needs no large rendition. */
  capLevelToPlayerSize: true,
  /** The captions of the video are shown by the browser, as its user set them up. */
  renderTextTracksNatively: true,
} as const

/**
 * As far behind the end as the playlists say (EXT-X-START): a switch of the source is in them before a viewer runs out. Not in `config`, which
 * would go before the hold-back of a low-latency playlist too.
 */
Hls.DefaultConfig.liveSyncDurationCount = 4

export const openHls: OpenEngine = (video, url, hear) => {
  const hls = new Hls(config)
  let hasManifest = false
  hls.on(Events.MANIFEST_PARSED, (_event, { levels }) => {
    hasManifest = true
    hear({ type: 'opened', qualities: levels.map(qualityOf) })
  })
  hls.on(Events.LEVEL_SWITCHED, (_event, { level }) => hear({ type: 'quality', id: level }))
  hls.on(Events.FRAG_CHANGED, (_event, data) => hear(sourceOf(data)))
  hls.on(Events.ERROR, (_event, data) => {
    if (data.fatal) hear({ type: 'failed', fault: faultOf(data) })
  })
  hls.attachMedia(video)
  hls.loadSource(url)
  return engineOf(hls, video, () => (hasManifest ? hls.startLoad() : hls.loadSource(url)))
}

const engineOf = (hls: Hls, video: HTMLVideoElement, load: () => void): Engine => ({
  load,
  rest: () => hls.stopLoad(),
  recoverMedia: () => hls.recoverMediaError(),
  toLive: () => {
    if (hls.liveSyncPosition !== null) video.currentTime = hls.liveSyncPosition
  },
  behindMs: () => (hls.liveSyncPosition === null ? null : Math.round((hls.liveSyncPosition - video.currentTime) * 1_000)),
  choose: (quality) => {
    hls.nextLevel = quality ?? -1
  },
  close: () => hls.destroy(),
})

const qualityOf = (level: Level, id: number): Quality => ({ id, height: level.height || null, bandwidth: level.bitrate })

/** The slate's media has a folder of its own, which no report can name. */
const sourceOf = ({ frag }: FragChangedData): Heard => ({
  type: 'source',
  source: frag.url.includes('/segments/slate/') ? 'slate' : 'lab',
})

function faultOf({ type }: ErrorData): Fault {
  if (type === ErrorTypes.NETWORK_ERROR) return 'network'
  return type === ErrorTypes.MEDIA_ERROR ? 'media' : 'other'
}
