/** Every playlist that was seen in a run, read by two parsers that are not ours, and what the channel may never do between two of them. */
import * as HLS from 'hls-parser'
import { Parser } from 'm3u8-parser'

HLS.setOptions({ strictMode: true })

export type Listed = { readonly uri: string; readonly map: string | null; readonly durationS: number; readonly discontinuity: number }

type Media = HLS.types.MediaPlaylist

export class PlaylistRecord {
  readonly faults: string[] = []
  /** Distinct texts that were read. */
  read = 0
  readonly #texts = new Set<string>()
  /** Of each rendition: what each number is. */
  readonly #slots = new Map<string, Map<number, Listed>>()
  readonly #last = new Map<string, { msn: number; discontinuity: number }>()

  slotsOf(name: string): ReadonlyMap<number, Listed> {
    return this.#slots.get(name) ?? new Map<number, Listed>()
  }

  /** In whatever order. */
  note(name: string, text: string): void {
    if (this.#texts.has(text)) return
    this.#texts.add(text)
    this.read += 1
    try {
      const strict = HLS.parse(text)
      if (strict.isMasterPlaylist) this.#must(strict.variants.length > 1, `${name}: too few variants`)
      else this.#compare(name, strict, text)
    } catch (error) {
      this.faults.push(`${name}: ${String(error)}\n${text}`)
    }
  }

  /** By one who asks again and again: what comes later does not go back. */
  noteInOrder(name: string, text: string): void {
    this.note(name, text)
    const playlist = mediaOrNull(text)
    if (playlist === null) return
    const { mediaSequenceBase: msn = 0, discontinuitySequenceBase: discontinuity = 0 } = playlist
    const last = this.#last.get(name) ?? { msn: 0, discontinuity: 0 }
    this.#must(msn >= last.msn, `${name}: media sequence fell from ${last.msn} to ${msn}`)
    this.#must(discontinuity >= last.discontinuity, `${name}: discontinuity sequence fell from ${last.discontinuity} to ${discontinuity}`)
    this.#last.set(name, { msn, discontinuity })
  }

  #must(holds: boolean, what: string): void {
    if (!holds) this.faults.push(what)
  }

  #compare(name: string, strict: Media, text: string): void {
    const loose = looseOf(text)
    this.#must(loose.warnings === '', `${name}: m3u8-parser warns: ${loose.warnings}`)
    const uris = strict.segments.map(({ uri }) => uri)
    this.#must(uris.join() === loose.uris.join(), `${name}: two parsers read different segments`)
    this.#must((strict.mediaSequenceBase ?? 0) === loose.mediaSequence, `${name}: two parsers read different media sequences`)
    const slots = this.#slots.get(name) ?? new Map<number, Listed>()
    this.#slots.set(name, slots)
    for (const { mediaSequenceNumber: msn, discontinuitySequence: discontinuity, uri, duration: durationS, map } of strict.segments) {
      this.#must(Math.round(durationS) <= strict.targetDuration, `${name}: number ${msn} is ${durationS} s long`)
      const listed = { uri, map: map?.uri ?? null, durationS, discontinuity }
      const before = slots.get(msn)
      this.#must(before === undefined || isSame(before, listed), `${name}: number ${msn} was ${before?.uri} and is ${uri}`)
      slots.set(msn, listed)
    }
  }
}

/** What could not be read has been noted. */
const mediaOrNull = (text: string): Media | null => {
  try {
    const read = HLS.parse(text)
    return read.isMasterPlaylist ? null : read
  } catch {
    return null
  }
}

const isSame = (one: Listed, other: Listed): boolean => JSON.stringify(one) === JSON.stringify(other)

const looseOf = (text: string): { uris: string[]; mediaSequence: number; warnings: string } => {
  const parser = new Parser()
  parser.push(text)
  parser.end()
  const { segments, mediaSequence, warnings = [] } = parser.manifest
  return { uris: segments.map(({ uri }) => uri ?? ''), mediaSequence, warnings: warnings.map(({ message }) => message).join('; ') }
}

/** Asks for all playlists twice a second until told to end. What does not answer is no playlist. */
export const watchPlaylists = (live: string, record: PlaylistRecord): (() => Promise<void>) => {
  const over = new AbortController()
  const look = async (name: string): Promise<void> => {
    const answer = await fetch(`${live}/${name}.m3u8`, { signal: AbortSignal.timeout(3_000) }).catch(() => null)
    const text = answer?.ok === true ? await answer.text().catch(() => null) : null
    if (text !== null) record.noteInOrder(name, text)
  }
  const running = (async () => {
    while (!over.signal.aborted) {
      for (const name of ['master', '360p', '720p']) await look(name)
      await new Promise((wake) => setTimeout(wake, 500))
    }
  })()
  return () => {
    over.abort()
    return running
  }
}
