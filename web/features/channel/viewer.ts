/**
 * That somebody watches, said to the channel every half minute while the picture moves. Owns who this viewer is (a word that lives as long as
 * the page and is kept nowhere) and whether it is among those who are asked to say so.
 */
import { sendBeat, sendLastBeat } from './channel-api.ts'
import { viewerBeatEveryMs } from './timing.ts'

export const newViewer = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** FNV-1a, 32 bits, as a number from 0 up to 1. */
function shareOf(viewer: string): number {
  let hash = 0x811c9dc5
  for (const letter of viewer) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0
  return hash / 2 ** 32
}

/** The same viewer gives the same answer; who is counted at a sample is counted at every larger one. */
export const isCounted = (viewer: string, sample: number): boolean => shareOf(viewer) < sample

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
