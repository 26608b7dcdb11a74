/**
 * That somebody watches, said to the channel every half minute while the picture moves. Owns who this viewer is (a word that lives as long as
 * the page and is kept nowhere) and whether it is among those who are asked to say so.
 */
import { isCounted } from '../../../contract/viewer-share.ts'
import { sendBeat, sendLastBeat } from './channel-api.ts'
import { viewerBeatEveryMs } from './timing.ts'

export const newViewer = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

export type Watching = { readonly isWatching: boolean; readonly sample: number }

/** Begins to say so; the answer says that it is over and stops. `look` is asked at each beat. */
export function startPresence(channel: string, viewer: string, look: () => Watching): () => void {
  let isPresent = false
  const leave = (): void => {
    if (isPresent) sendLastBeat(channel, { viewer, leaving: true })
    isPresent = false
  }
  const beat = (): void => {
    const { isWatching, sample } = look()
    if (!isWatching || !isCounted(viewer, sample)) return leave()
    isPresent = true
    void sendBeat(channel, { viewer, leaving: false })
  }
  beat()
  const timer = setInterval(beat, viewerBeatEveryMs)
  const stop = new AbortController()
  addEventListener('pagehide', leave, { signal: stop.signal })
  addEventListener('pageshow', beat, { signal: stop.signal })
  return () => {
    clearInterval(timer)
    stop.abort()
    leave()
  }
}
