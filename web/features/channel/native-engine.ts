/** A browser that plays HLS itself, where it has no MSE for hls.js (older iPhones). It chooses the rendition; what is on screen it does not say. */
import type { Engine, OpenEngine } from './engine.ts'
import type { Fault } from './player-machine.ts'

export const openNative: OpenEngine = (video, url, hear) => {
  const listening = new AbortController()
  const on = (event: string, heard: () => void): void => video.addEventListener(event, heard, { signal: listening.signal })
  on('loadedmetadata', () => hear({ type: 'opened', qualities: [] }))
  on('error', () => hear({ type: 'failed', fault: faultOf(video.error) }))
  const load = (): void => {
    video.src = url
    video.load()
  }
  load()
  return { ...engineOf(video, load), close: () => (listening.abort(), video.removeAttribute('src'), video.load()) }
}

const engineOf = (video: HTMLVideoElement, load: () => void): Omit<Engine, 'close'> => {
  const edge = (): number | null => (video.seekable.length === 0 ? null : video.seekable.end(video.seekable.length - 1))
  return {
    load: () => {
      if (video.error !== null) load()
    },
    rest: () => {},
    recoverMedia: load,
    toLive: () => {
      video.currentTime = edge() ?? video.currentTime
    },
    behindMs: () => {
      const at = edge()
      return at === null ? null : Math.max(0, Math.round((at - video.currentTime) * 1_000))
    },
    choose: () => {},
  }
}

function faultOf(error: MediaError | null): Fault {
  if (error?.code === MediaError.MEDIA_ERR_NETWORK) return 'network'
  return error?.code === MediaError.MEDIA_ERR_DECODE ? 'media' : 'other'
}
