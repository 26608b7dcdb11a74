/** The one engine that plays at a time: which it is in this browser, its file, and its replacement. One that was replaced is not heard any more. */
import type { Engine, Heard, OpenEngine } from './engine.ts'

/** Why there is none. `not_loaded`: its file did not come. */
export type NoEngine = 'unsupported' | 'not_loaded'

export type EngineSlot = {
  /** Null while it is loaded, and where there is none. */
  readonly current: () => Engine | null
  /** In place of the one before. */
  readonly open: () => void
  readonly close: () => void
}

export function engineSlot(
  video: HTMLVideoElement,
  url: string,
  hear: (heard: Heard) => void,
  has: (engine: Engine | NoEngine) => void,
): EngineSlot {
  let engine: Engine | null = null
  let generation = 0

  const close = (): void => {
    generation += 1
    engine?.close()
    engine = null
  }

  const open = async (): Promise<void> => {
    close()
    const mine = generation
    const found = await engineFor(video)
    if (mine !== generation) return
    if (typeof found === 'string') return has(found)
    engine = found(video, url, (heard) => mine === generation && hear(heard))
    has(engine)
  }

  return { current: () => engine, open: () => void open(), close }
}

/** H.264 and AAC, which every LAB sends. */
const usualMedia = 'video/mp4; codecs="avc1.42E01E,mp4a.40.2"'

/** hls.js wherever it can work. */
async function engineFor(video: HTMLVideoElement): Promise<OpenEngine | NoEngine> {
  try {
    if (hasMediaSource()) return (await import('./hls-engine.ts')).openHls
    if (video.canPlayType('application/vnd.apple.mpegurl') !== '') return (await import('./native-engine.ts')).openNative
    return 'unsupported'
  } catch {
    // The file did not come; it is asked for again.
    return 'not_loaded'
  }
}

/** Newer iPhones have a managed one only. */
function hasMediaSource(): boolean {
  const managed: unknown = Reflect.get(window, 'ManagedMediaSource')
  const source = typeof managed === 'function' ? (managed as unknown as typeof MediaSource) : window.MediaSource
  return typeof source === 'function' && source.isTypeSupported(usualMedia)
}
