/**
 * The player around a video element: hears the element, the engine, the browser and the viewer, asks the machine, and does what it says. Draws
 * nothing. Everything it listens to ends with `close`.
 */
import { assertNever } from '../../ui/assert-never.ts'
import { followCaptions } from './captions.ts'
import type { Engine, Heard, OpenEngine, Quality } from './engine.ts'
import type { Effect, Input, PlayerState } from './player-machine.ts'
import { initial, step } from './player-machine.ts'

/** All that can be seen of it. */
export type Shown = {
  readonly state: PlayerState
  readonly qualities: readonly Quality[]
  /** Null: by itself. */
  readonly chosen: number | null
  readonly onScreen: number | null
  /** Whose picture it is; null before the first. */
  readonly source: 'lab' | 'slate' | null
  readonly muted: boolean
  readonly volume: number
  readonly hasCaptions: boolean
}

export type Player = {
  readonly tell: (input: Input) => void
  readonly choose: (quality: number | null) => void
  readonly sound: (sound: { readonly muted?: boolean; readonly volume?: number }) => void
  readonly showCaptions: (on: boolean) => void
  readonly close: () => void
}

const tickMs = 1_000

export function startPlayer(video: HTMLVideoElement, url: string, show: (shown: Shown) => void): Player {
  let shown: Shown = { ...nothingYet, state: initial(Date.now(), navigator.onLine), muted: video.muted, volume: video.volume }
  let engine: Engine | null = null
  const closed = new AbortController()

  const put = (change: Partial<Shown>): void => {
    shown = { ...shown, ...change }
    show(shown)
  }

  const tell = (input: Input): void => {
    if (closed.signal.aborted) return
    const { state, effects } = step(shown.state, input, Date.now())
    put({ state })
    for (const effect of effects) perform(effect)
  }

  const hear = (heard: Heard): void => {
    switch (heard.type) {
      case 'opened':
        return put({ qualities: heard.qualities })
      case 'quality':
        return put({ onScreen: heard.id })
      case 'source':
        return put({ source: heard.source })
      case 'failed':
        return tell({ ...heard, roll: Math.random() })
      default:
        return assertNever(heard)
    }
  }

  /** An engine that was replaced while it loaded, or before it spoke, is not heard. */
  let generation = 0
  const open = async (): Promise<void> => {
    const mine = ++generation
    engine?.close()
    engine = null
    const openEngine = await engineFor(video)
    if (mine !== generation) return
    if (openEngine === null) return tell({ type: 'unsupported' })
    if (openEngine === 'not_loaded') return tell({ type: 'failed', fault: 'other', roll: Math.random() })
    engine = openEngine(video, url, (heard) => mine === generation && hear(heard))
    if (shown.chosen !== null) engine.choose(shown.chosen)
  }

  const play = (): void => {
    video.play().catch((error: unknown) => {
      // Any other reason is that the media changed meanwhile; it is then told to play again.
      if (error instanceof DOMException && error.name === 'NotAllowedError') tell({ type: 'refused', muted: video.muted })
    })
  }

  const perform = (effect: Effect): void => {
    switch (effect.do) {
      case 'open':
        return void open()
      case 'load':
        return engine === null ? void open() : engine.load()
      case 'rest':
        return engine?.rest()
      case 'recover_media':
        return engine?.recoverMedia()
      case 'play':
        return play()
      case 'pause':
        return video.pause()
      case 'mute':
        return void (video.muted = true)
      case 'to_live':
        return engine?.toLive()
      case 'seek':
        return void (video.currentTime = Math.max(0, video.currentTime + effect.byMs / 1_000))
      default:
        return assertNever(effect)
    }
  }

  const on = (target: EventTarget, type: string, heard: () => void): void => target.addEventListener(type, heard, { signal: closed.signal })
  on(video, 'loadedmetadata', () => shown.state.phase.at !== 'paused' && play())
  on(video, 'playing', () => tell({ type: 'moving' }))
  on(video, 'waiting', () => tell({ type: 'starved' }))
  on(video, 'pause', () => tell({ type: 'paused', hidden: document.hidden }))
  on(video, 'volumechange', () => put({ muted: video.muted, volume: video.volume }))
  on(document, 'visibilitychange', () => !document.hidden && tell({ type: 'shown' }))
  on(window, 'online', () => tell({ type: 'online' }))
  on(window, 'offline', () => tell({ type: 'offline' }))
  const captions = followCaptions(video, closed.signal, (hasCaptions) => put({ hasCaptions }))
  const timer = setInterval(
    () => tell({ type: 'tick', position: video.currentTime, behindMs: engine?.behindMs() ?? null, roll: Math.random() }),
    tickMs,
  )
  void open()

  return {
    tell,
    choose: (chosen) => {
      put({ chosen })
      engine?.choose(chosen)
    },
    sound: ({ muted, volume }) => {
      if (volume !== undefined) video.volume = Math.min(1, Math.max(0, volume))
      if (muted !== undefined) video.muted = muted
    },
    showCaptions: captions.show,
    close: () => {
      generation += 1
      clearInterval(timer)
      closed.abort()
      engine?.close()
    },
  }
}

const nothingYet = { qualities: [], chosen: null, onScreen: null, source: null, hasCaptions: false } as const

/** H.264 and AAC, which every LAB sends. */
const usualMedia = 'video/mp4; codecs="avc1.42E01E,mp4a.40.2"'

/** hls.js wherever it can work; null where nothing can. */
async function engineFor(video: HTMLVideoElement): Promise<OpenEngine | null | 'not_loaded'> {
  try {
    if (hasMediaSource()) return (await import('./hls-engine.ts')).openHls
    if (video.canPlayType('application/vnd.apple.mpegurl') !== '') return (await import('./native-engine.ts')).openNative
    return null
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
