/**
 * The slate: what viewers see while the LAB has no picture. Made by `lab/media/make.ts` together with its files in
 * `workers/sync/assets/slate/`; not to be changed by hand. Its folder is named after what is in it, so that other content never
 * gets a name that was used.
 */
import type { Rendition } from './timeline.ts'

/** As the LAB's: a playlist cannot change from one to the other. */
export type Container = 'fmp4' | 'ts'

export type SlateMedia = {
  readonly renditions: readonly Rendition[]
  /** Its segments, in order, aligned in all renditions; seconds. Timestamps begin at 0 with each turn. */
  readonly loop: readonly { readonly duration: number }[]
}

export const slateMedia: SlateMedia = {
  renditions: [
    { name: '360p', bandwidth: 335_000, resolution: '640x360', codecs: 'avc1.4D401E,mp4a.40.2', frameRate: 24 },
    { name: '720p', bandwidth: 865_000, resolution: '1280x720', codecs: 'avc1.4D401F,mp4a.40.2', frameRate: 24 },
  ],
  loop: [{ duration: 2 }, { duration: 2 }, { duration: 2 }, { duration: 2 }],
}

/** Of segment `i` of the loop, relative to `/live/{id}/segments/`. */
export const slateUri = (container: Container, rendition: string, i: number): string =>
  `slate/adfdb0aa/${container}/${rendition}/${i}.${container === 'ts' ? 'ts' : 'm4s'}`

/** Initialization file; null for MPEG-TS, which needs none. */
export const slateMap = (container: Container, rendition: string): string | null =>
  container === 'ts' ? null : `slate/adfdb0aa/fmp4/${rendition}/init.mp4`
