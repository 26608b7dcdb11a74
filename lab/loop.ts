/** A loop of live media as an encoder's output without end: numbered segments whose timestamps go on from turn to turn. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { renditionName } from '../contract/lab.ts'
import { moved, readFragmented, timescalesOf } from './mp4/boxes.ts'

const rendition = z.object({
  name: renditionName,
  /** Of the largest segment, bits per second. */
  bandwidth: z.int().positive(),
  resolution: z.string(),
  codecs: z.string(),
  frame_rate: z.number().positive(),
})

/** `media/loop.json`; seconds. */
const manifest = z.object({ segment_s: z.number().positive(), chunk_s: z.number().positive(), renditions: z.array(rendition).min(1) })

export type LoopRendition = {
  readonly description: z.infer<typeof rendition>
  readonly init: Uint8Array
  readonly chunks: readonly Uint8Array[]
  /** Ticks per second by track id. */
  readonly timescales: ReadonlyMap<number, number>
}

export type Loop = {
  readonly segmentMs: number
  readonly chunkMs: number
  readonly renditions: readonly LoopRendition[]
}

export const readLoop = (folder = join(import.meta.dirname, 'media')): Loop => {
  const { segment_s, chunk_s, renditions } = manifest.parse(JSON.parse(readFileSync(join(folder, 'loop.json'), 'utf8')))
  return {
    segmentMs: segment_s * 1_000,
    chunkMs: chunk_s * 1_000,
    renditions: renditions.map((description) => {
      const media = readFragmented(new Uint8Array(readFileSync(join(folder, `${description.name}.mp4`))))
      return { description, ...media, timescales: timescalesOf(media.init) }
    }),
  }
}

export const chunksPerSegment = ({ segmentMs, chunkMs }: Loop): number => segmentMs / chunkMs

/** Chunk `index` of segment `number`, counted from the beginning of a run. */
export const chunkOf = (loop: Loop, { chunks, timescales }: LoopRendition, number: number, index: number): Uint8Array => {
  const at = number * chunksPerSegment(loop) + index
  const turns = Math.floor(at / chunks.length)
  const chunk = chunks[at % chunks.length]
  if (chunk === undefined) throw new Error('a loop without media')
  const turnS = (chunks.length * loop.chunkMs) / 1_000
  return moved(chunk, at + 1, (track) => Math.round(turns * turnS * (timescales.get(track) ?? 0)))
}
