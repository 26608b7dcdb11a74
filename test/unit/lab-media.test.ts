/** The media of the LAB and of the slate: what a player meets is continuous, aligned, and named after what it is. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { slateMap, slateMedia, slateUri } from '../../domain/channel/slate-media.ts'
import { chunkOf, chunksPerSegment, readLoop } from '../../lab/loop.ts'
import { boxesAt, boxesIn, decodeTimesOf, moved, readFragmented, sequenceOf } from '../../lab/mp4/boxes.ts'

const loop = readLoop()
const [small] = loop.renditions
const first = loop.renditions[0]?.chunks[0] ?? new Uint8Array()
const mediaData = (chunk: Uint8Array): Uint8Array[] => boxesAt(chunk, 'mdat').map(({ start, end }) => chunk.subarray(start, end))

/** Samples of each track of a chunk (`trun`, ISO/IEC 14496-12 §8.8.8), by track id. */
const samplesOf = (chunk: Uint8Array): Map<number, number> => {
  const view = new DataView(chunk.buffer, chunk.byteOffset)
  const tracks = [...decodeTimesOf(chunk).keys()]
  return new Map(boxesAt(chunk, 'moof/traf/trun').map(({ start }, i) => [tracks[i] ?? 0, view.getUint32(start + 12)]))
}

describe('fragmented MP4', () => {
  test('a moved chunk has its new times and number, and the same media', () => {
    const before = decodeTimesOf(first)
    const after = moved(first, 77, (track) => track * 1_000)
    expect(sequenceOf(after)).toBe(77)
    expect([...decodeTimesOf(after)]).toEqual([...before].map(([track, time]) => [track, time + track * 1_000]))
    expect(mediaData(after)).toEqual(mediaData(first))
    expect(decodeTimesOf(first), 'the loop itself is not touched').toEqual(before)
  })

  test('what is cut off, or no box, is an error and not less media', () => {
    expect(() => boxesIn(first.subarray(0, first.length - 1))).toThrow('not a box')
    expect(() => boxesIn(new Uint8Array(3))).toThrow('not a box')
    const withoutData = first.subarray(0, boxesIn(first)[0]?.end)
    expect(() => readFragmented(withoutData)).toThrow('no media data')
  })
})

describe('the loop', () => {
  const perTurn = 64

  test.each(loop.renditions.map((rendition) => [rendition.description.name, rendition] as const))(
    '%s: timestamps go on over its end, and after a year',
    (_, rendition) => {
      const yearOfSegments = (365 * 86_400_000) / loop.segmentMs
      for (const from of [0, yearOfSegments]) {
        const chunks = Array.from({ length: 2 * perTurn + 1 }, (__, i) =>
          chunkOf(loop, rendition, from + Math.floor(i / chunksPerSegment(loop)), i % chunksPerSegment(loop)),
        )
        for (const [i, chunk] of chunks.slice(0, -1).entries()) {
          const next = decodeTimesOf(chunks[i + 1] ?? new Uint8Array())
          for (const [track, time] of decodeTimesOf(chunk)) {
            // Pictures of a twenty-fourth of a second, sound in frames of 1,024 samples: both have 512 or 1,024 ticks each.
            const ticks = (samplesOf(chunk).get(track) ?? 0) * (rendition.timescales.get(track) === 48_000 ? 1_024 : 512)
            expect(next.get(track), `chunk ${i} of track ${track}`).toBe(time + ticks)
          }
        }
      }
    },
  )

  test('all renditions are the same moments', () => {
    const times = loop.renditions.map(({ chunks }) => chunks.map((chunk) => [...decodeTimesOf(chunk)]))
    for (const others of times) expect(others).toEqual(times[0])
    expect(times[0]).toHaveLength(perTurn)
  })

  test('a segment begins where its number says, in the pictures’ own ticks', () => {
    if (small === undefined) throw new Error('no rendition')
    const [[track, scale] = [0, 0]] = small.timescales
    expect(decodeTimesOf(chunkOf(loop, small, 1_000_000, 0)).get(track)).toBe((1_000_000 * loop.segmentMs * scale) / 1_000)
  })
})

describe('the slate', () => {
  const assets = join(import.meta.dirname, '../../workers/sync/assets')
  const read = (uri: string): Uint8Array => new Uint8Array(readFileSync(join(assets, uri)))
  const files = slateMedia.renditions.flatMap(({ name }) => [
    slateMap('fmp4', name) ?? '',
    ...slateMedia.loop.map((_, i) => slateUri('fmp4', name, i)),
    ...slateMedia.loop.map((_, i) => slateUri('ts', name, i)),
  ])

  test('every file that is named is there', () => {
    expect(files.filter((uri) => !existsSync(join(assets, uri)))).toEqual([])
  })

  test('its folder is named after its content: the same path is never other bytes', () => {
    const hash = createHash('sha256')
    for (const uri of files) hash.update(read(uri))
    expect(files[0]?.split('/')[1]).toBe(hash.digest('hex').slice(0, 8))
  })

  test('each turn begins at 0 and goes on without a gap', () => {
    for (const { name } of slateMedia.renditions) {
      const starts = slateMedia.loop.map((_, i) => [...decodeTimesOf(read(slateUri('fmp4', name, i)))][0]?.[1])
      expect(starts).toEqual(slateMedia.loop.map((_, i) => i * 2 * 24 * 512))
    }
  })

  test('MPEG-TS is whole packets, each beginning with its mark', () => {
    for (const { name } of slateMedia.renditions) {
      const bytes = read(slateUri('ts', name, 0))
      expect(bytes.length % 188).toBe(0)
      expect(bytes.filter((byte, i) => i % 188 === 0 && byte !== 0x47)).toHaveLength(0)
    }
  })

  test('no segment needs more than its rendition says', () => {
    for (const { name, bandwidth } of slateMedia.renditions)
      for (const [i, { duration }] of slateMedia.loop.entries())
        expect((read(slateUri('ts', name, i)).length * 8) / duration).toBeLessThanOrEqual(bandwidth)
  })
})
