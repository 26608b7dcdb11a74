/** What plays: the one interface of hls.js and of browsers that play HLS themselves. What goes wrong is reported; what to do about it is the machine's. */
import type { Fault } from './player-machine.ts'

/** A rendition to choose. `id` is the engine's; `height` null where it is not known. */
export type Quality = { readonly id: number; readonly height: number | null; readonly bandwidth: number }

export type Heard =
  | { readonly type: 'opened'; readonly qualities: readonly Quality[] }
  /** The rendition on screen. */
  | { readonly type: 'quality'; readonly id: number }
  /** Whose picture is on screen, by the path of its media. */
  | { readonly type: 'source'; readonly source: 'lab' | 'slate' }
  | { readonly type: 'failed'; readonly fault: Fault }

export type Engine = {
  readonly load: () => void
  readonly rest: () => void
  readonly recoverMedia: () => void
  readonly toLive: () => void
  /** How far behind the place where live is watched; null while nobody knows. */
  readonly behindMs: () => number | null
  /** Null: by itself, as the connection allows. */
  readonly choose: (quality: number | null) => void
  readonly close: () => void
}

export type OpenEngine = (video: HTMLVideoElement, url: string, hear: (heard: Heard) => void) => Engine
