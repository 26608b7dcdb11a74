/**
 * The player around a video element: hears the element, the engine, the browser and the viewer, asks the machine, and does what it says. Draws
 * nothing. Everything it listens to ends with `close`.
 */
import { assertNever } from '../../ui/assert-never.ts'
import { followCaptions } from './captions.ts'
import type { Heard, Quality } from './engine.ts'
import type { EngineSlot } from './engine-slot.ts'
import { engineSlot } from './engine-slot.ts'
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

const nothingYet = { qualities: [], chosen: null, onScreen: null, source: null, hasCaptions: false } as const

export function startPlayer(video: HTMLVideoElement, url: string, show: (shown: Shown) => void): Player {
  let shown: Shown = { ...nothingYet, state: initial(Date.now(), navigator.onLine), muted: video.muted, volume: video.volume }
  const closed = new AbortController()

  const put = (change: Partial<Shown>): void => {
    shown = { ...shown, ...change }
    show(shown)
  }
  const tell = (input: Input): void => {
    if (closed.signal.aborted) return
    const { state, effects } = step(shown.state, input, Date.now())
    put({ state })
    for (const effect of effects) perform(effect, video, slot, tell)
  }
  const slot = engineSlot(
    video,
    url,
    (heard) => (heard.type === 'failed' ? tell({ ...heard, roll: Math.random() }) : put(changeOf(heard))),
    (engine) => {
      if (engine === 'unsupported') tell({ type: 'unsupported' })
      else if (engine === 'not_loaded') tell({ type: 'failed', fault: 'other', roll: Math.random() })
      else if (shown.chosen !== null) engine.choose(shown.chosen)
    },
  )
  const captions = followCaptions(video, closed.signal, (hasCaptions) => put({ hasCaptions }))
  listen(video, closed.signal, () => slot.current()?.behindMs() ?? null, tell)
  video.addEventListener('volumechange', () => put({ muted: video.muted, volume: video.volume }), { signal: closed.signal })
  video.addEventListener('loadedmetadata', () => shown.state.phase.at !== 'paused' && play(video, tell), { signal: closed.signal })
  slot.open()

  return {
    tell,
    choose: (chosen) => {
      put({ chosen })
      slot.current()?.choose(chosen)
    },
    sound: ({ muted, volume }) => {
      if (volume !== undefined) video.volume = Math.min(1, Math.max(0, volume))
      if (muted !== undefined) video.muted = muted
    },
    showCaptions: captions.show,
    close: () => {
      closed.abort()
      slot.close()
    },
  }
}

/** What the engine says of the picture. */
function changeOf(heard: Exclude<Heard, { readonly type: 'failed' }>): Partial<Shown> {
  switch (heard.type) {
    case 'opened':
      return { qualities: heard.qualities }
    case 'quality':
      return { onScreen: heard.id }
    case 'source':
      return { source: heard.source }
    default:
      return assertNever(heard)
  }
}

const tickMs = 1_000

/** What the machine hears by itself, until the signal. */
function listen(video: HTMLVideoElement, until: AbortSignal, behindMs: () => number | null, tell: (input: Input) => void): void {
  const on = (target: EventTarget, type: string, heard: () => void): void => target.addEventListener(type, heard, { signal: until })
  on(video, 'playing', () => tell({ type: 'moving' }))
  on(video, 'waiting', () => tell({ type: 'starved' }))
  on(video, 'pause', () => tell({ type: 'paused', hidden: document.hidden }))
  on(document, 'visibilitychange', () => !document.hidden && tell({ type: 'shown' }))
  on(window, 'online', () => tell({ type: 'online' }))
  on(window, 'offline', () => tell({ type: 'offline' }))
  const timer = setInterval(() => {
    tell({ type: 'tick', position: video.currentTime, behindMs: behindMs(), hidden: document.hidden, roll: Math.random() })
  }, tickMs)
  on(until, 'abort', () => clearInterval(timer))
}

function play(video: HTMLVideoElement, tell: (input: Input) => void): void {
  video.play().catch((error: unknown) => {
    // Any other reason is that the media changed meanwhile; it is then told to play again.
    if (error instanceof DOMException && error.name === 'NotAllowedError') tell({ type: 'refused', muted: video.muted })
  })
}

function perform(effect: Effect, video: HTMLVideoElement, slot: EngineSlot, tell: (input: Input) => void): void {
  const engine = slot.current()
  switch (effect.do) {
    case 'open':
      return slot.open()
    case 'load':
      return engine === null ? slot.open() : engine.load()
    case 'rest':
      return engine?.rest()
    case 'recover_media':
      return engine?.recoverMedia()
    case 'play':
      return play(video, tell)
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
