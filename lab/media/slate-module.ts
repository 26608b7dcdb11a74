/** The text of `domain/channel/slate-media.ts`. */

export type SlateRendition = {
  readonly name: string
  readonly bandwidth: number
  readonly resolution: string
  readonly codecs: string
  readonly frameRate: number
}

const literal = (rendition: SlateRendition): string =>
  `    { ${Object.entries(rendition)
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? `'${value}'` : spaced(value)}`)
    .join(', ')} },`

/** 880000 → 880_000 */
const spaced = (value: number): string => String(value).replaceAll(/\B(?=(\d{3})+$)/g, '_')

export const slateModule = (version: string, renditions: readonly SlateRendition[], count: number, durationS: number): string =>
  `/**
 * The slate: what viewers see while the LAB has no picture. Made by \`lab/media/make.ts\` together with its files in
 * \`workers/sync/assets/slate/\`; not to be changed by hand. Its folder is named after what is in it, so that other content never
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
${renditions.map(literal).join('\n')}
  ],
  loop: [${Array.from({ length: count }, () => `{ duration: ${durationS} }`).join(', ')}],
}

/** Of segment \`i\` of the loop, relative to \`/live/{id}/segments/\`. */
export const slateUri = (container: Container, rendition: string, i: number): string =>
  \`slate/${version}/\${container}/\${rendition}/\${i}.\${container === 'ts' ? 'ts' : 'm4s'}\`

/** Initialization file; null for MPEG-TS, which needs none. */
export const slateMap = (container: Container, rendition: string): string | null =>
  container === 'ts' ? null : \`slate/${version}/fmp4/\${rendition}/init.mp4\`
`
