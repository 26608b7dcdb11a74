/**
 * As much of fragmented MP4 (ISO/IEC 14496-12) as a looping encoder needs: cutting a file into its initialization part and its chunks
 * (`moof` + `mdat`), and moving a chunk in time. Media data is never looked at. Box sizes of 64 bits and to the end of the file do not
 * occur in what `media/make.ts` writes, and are errors.
 */

export type Box = { readonly type: string; readonly start: number; readonly end: number }

export type Fragmented = {
  /** `ftyp` and `moov`. */
  readonly init: Uint8Array
  /** One `moof` with its `mdat` each, in order. */
  readonly chunks: readonly Uint8Array[]
}

/** Size and type. */
const headerBytes = 8
/** Version and flags of a full box (§4.2). */
const fullBytes = 4

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** The boxes of a range, which they have to fill exactly. */
export const boxesIn = (bytes: Uint8Array, from = 0, to = bytes.length): Box[] => {
  const view = viewOf(bytes)
  const boxes: Box[] = []
  for (let start = from; start < to;) {
    const size = start + headerBytes <= to ? view.getUint32(start) : 0
    if (size < headerBytes || start + size > to) throw new Error(`not a box at byte ${start}`)
    boxes.push({ type: String.fromCharCode(...bytes.subarray(start + 4, start + 8)), start, end: start + size })
    start += size
  }
  return boxes
}

/** All boxes at a path (`moof/traf/tfdt`). */
export const boxesAt = (bytes: Uint8Array, path: string): Box[] =>
  path
    .split('/')
    .reduce<Box[]>(
      (parents, type) => parents.flatMap(({ start, end }) => boxesIn(bytes, start + headerBytes, end).filter((box) => box.type === type)),
      [{ type: 'file', start: -headerBytes, end: bytes.length }],
    )

const onlyBox = (bytes: Uint8Array, path: string): Box => {
  const [box, ...others] = boxesAt(bytes, path)
  if (box === undefined || others.length > 0) throw new Error(`${others.length + (box ? 1 : 0)} boxes at ${path}, not one`)
  return box
}

/** Cuts a file. The index at its end (`mfra`) is left out: it is of no use in a stream. */
export const readFragmented = (file: Uint8Array): Fragmented => {
  const boxes = boxesIn(file)
  const head = boxes.filter(({ type }) => type === 'ftyp' || type === 'moov')
  const chunks = boxes.flatMap((box, i) => {
    if (box.type !== 'moof') return []
    const data = boxes[i + 1]
    if (data?.type !== 'mdat') throw new Error(`no media data after the fragment at byte ${box.start}`)
    return [file.slice(box.start, data.end)]
  })
  return { init: joined(head.map(({ start, end }) => file.subarray(start, end))), chunks }
}

export const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Ticks per second of each track of an initialization part, by track id. */
export const timescalesOf = (init: Uint8Array): ReadonlyMap<number, number> => {
  const view = viewOf(init)
  const entries = boxesAt(init, 'moov/trak').map(({ start, end }): [number, number] => {
    const trak = init.subarray(start, end)
    // §8.3.2 and §8.4.2: two times before the id, or before the scale, of 32 or 64 bits by the version.
    const header = onlyBox(trak, 'trak/tkhd').start + start + headerBytes
    const media = onlyBox(trak, 'trak/mdia/mdhd').start + start + headerBytes
    const times = (at: number): number => fullBytes + (init[at] === 1 ? 16 : 8)
    return [view.getUint32(header + times(header)), view.getUint32(media + times(media))]
  })
  return new Map(entries)
}

type TrackTime = { readonly track: number; readonly time: number; readonly write: (time: number) => void }

/** Where each track of a chunk begins (`tfdt`, §8.8.12). Only version 1, 64 bits, has the room for a stream that never ends. */
const trackTimes = (chunk: Uint8Array): TrackTime[] => {
  const view = viewOf(chunk)
  return boxesAt(chunk, 'moof/traf').map(({ start, end }) => {
    const traf = chunk.subarray(start, end)
    const track = view.getUint32(start + onlyBox(traf, 'traf/tfhd').start + headerBytes + fullBytes)
    const tfdt = start + onlyBox(traf, 'traf/tfdt').start + headerBytes
    if (chunk[tfdt] !== 1) throw new Error(`track ${track} has a decode time of 32 bits`)
    return {
      track,
      time: Number(view.getBigUint64(tfdt + fullBytes)),
      write: (time) => view.setBigUint64(tfdt + fullBytes, BigInt(time)),
    }
  })
}

/** Base media decode time of each track, in its ticks, by track id. */
export const decodeTimesOf = (chunk: Uint8Array): ReadonlyMap<number, number> =>
  new Map(trackTimes(chunk).map(({ track, time }) => [track, time]))

/** Number of a chunk in its stream (`mfhd`, §8.8.5). */
export const sequenceOf = (chunk: Uint8Array): number =>
  viewOf(chunk).getUint32(onlyBox(chunk, 'moof/mfhd').start + headerBytes + fullBytes)

/** A copy of a chunk, moved by `shift(track)` ticks, as number `sequence` of its stream. */
export const moved = (chunk: Uint8Array, sequence: number, shift: (track: number) => number): Uint8Array => {
  const copy = chunk.slice()
  viewOf(copy).setUint32(onlyBox(copy, 'moof/mfhd').start + headerBytes + fullBytes, sequence % 2 ** 32)
  for (const { track, time, write } of trackTimes(copy)) write(time + shift(track))
  return copy
}
