/**
 * A live encoder that turns the loop into numbered segments as time goes by, puts them into the store and says what is there.
 * Time is given to it. A run has a key of its own, so that no path is ever used for other content.
 */
import type { LabRendition, LabSegment } from '../contract/lab.ts'
import { chunkOf, chunksPerSegment, type Loop, type LoopRendition } from './loop.ts'
import type { MediaStore } from './media-store.ts'
import { joined } from './mp4/boxes.ts'

export type EncoderOptions = {
  readonly loop: Loop
  readonly store: MediaStore
  /** Segments named in a report. */
  readonly window: number
  /** How long media stays in the store after it was made: longer than any playlist may name it. */
  readonly keepMs: number
  /** Also puts and names the parts of segments, for low latency. */
  readonly parts: boolean
}

/** A segment in the store; `at` is when its first picture was taken, epoch ms. */
type Made = { readonly number: number; readonly at: number }
type Kept = { readonly uri: string; readonly until: number }

type Run = {
  readonly key: string
  /** Wall time of its first picture; moved on when the picture stood still. */
  begunAt: number
  frozenAt: number | null
  /** In the store. */
  made: readonly Made[]
  /** Number of the segment that is being made, and how many parts of it are in the store. */
  next: number
  openParts: number
}

export class Encoder {
  private readonly options: EncoderOptions
  private run: Run
  private kept: readonly Kept[] = []
  private initialized = false

  /** Starts as if it had run for one segment: there is something to show at once. */
  constructor(options: EncoderOptions, now: number) {
    this.options = options
    this.run = this.newRun(now)
  }

  /** Begins anew, as after a crash. */
  restart(now: number): void {
    this.run = this.newRun(now)
    this.initialized = false
  }

  freeze(now: number): void {
    this.run.frozenAt ??= now
  }

  /** Goes on where it stood. */
  thaw(now: number): void {
    const { frozenAt } = this.run
    if (frozenAt === null) return
    this.run.begunAt += now - frozenAt
    this.run.frozenAt = null
  }

  /** When the next segment, or part, is whole; epoch ms. */
  get dueAt(): number {
    const { loop, parts } = this.options
    const { begunAt, next, openParts } = this.run
    return begunAt + (parts ? next * loop.segmentMs + (openParts + 1) * loop.chunkMs : (next + 1) * loop.segmentMs)
  }

  /**
   * Puts what is whole by now into the store; true when something new is there. After a pause only the newest window is made up for.
   * When the store fails it throws, and the next call tries again.
   */
  async advance(now: number): Promise<boolean> {
    const { loop, window } = this.options
    const { begunAt, frozenAt, next } = this.run
    const elapsed = Math.max(0, (frozenAt ?? now) - begunAt)
    const whole = Math.floor(elapsed / loop.segmentMs)
    await this.initialize()
    const first = Math.max(next, whole - window)
    if (first > next) {
      this.run.next = first
      this.run.openParts = 0
    }
    for (let number = first; number < whole; number++) await this.finish(number, now)
    const newParts = await this.putOpenParts(elapsed, now)
    return whole > first || newParts
  }

  /** Takes out of the store what no playlist can name any more. What fails is tried again by the next call. */
  async removeOld(now: number): Promise<void> {
    const old = this.kept.filter(({ until }) => until <= now)
    await Promise.all(old.map(({ uri }) => this.options.store.remove(uri)))
    this.kept = this.kept.filter(({ until }) => until > now)
  }

  /** What a report says of the media. Only what is in the store is named. */
  get renditions(): LabRendition[] {
    return this.options.loop.renditions.map((rendition) => {
      const { made, next, openParts } = this.run
      const { name } = rendition.description
      const first = made[0]?.number ?? next
      return {
        ...rendition.description,
        target_duration: this.options.loop.segmentMs / 1_000,
        media_sequence: first,
        segments: made.map((segment) => this.segment(name, segment)),
        map: this.path(name, 'init.mp4'),
        ...(this.options.parts
          ? {
              open_parts: Array.from({ length: openParts }, (_, i) => this.part(name, next, i)),
              preload_hint: this.partUri(name, next, openParts),
            }
          : {}),
      }
    })
  }

  private newRun(now: number): Run {
    const begunAt = now - this.options.loop.segmentMs
    return { key: `r${now.toString(36)}`, begunAt, frozenAt: null, made: [], next: 0, openParts: 0 }
  }

  private async initialize(): Promise<void> {
    if (this.initialized) return
    await this.eachRendition(({ description, init }) => this.options.store.put(this.path(description.name, 'init.mp4'), init))
    this.initialized = true
  }

  private async finish(number: number, now: number): Promise<void> {
    const { loop, window, parts } = this.options
    const count = chunksPerSegment(loop)
    await this.eachRendition(async (rendition) => {
      const chunks = Array.from({ length: count }, (_, i) => chunkOf(loop, rendition, number, i))
      if (parts)
        for (const [i, chunk] of chunks.entries()) if (i >= this.run.openParts) await this.putPart(rendition, number, i, chunk, now)
      await this.put(this.path(rendition.description.name, `${number}.m4s`), joined(chunks), now)
    })
    const { made, begunAt } = this.run
    // After a gap the numbers before it are of no use: those of a report follow one another.
    const before = made.at(-1)?.number === number - 1 ? made : []
    this.run.made = [...before, { number, at: begunAt + number * loop.segmentMs }].slice(-window)
    this.run.next = number + 1
    this.run.openParts = 0
  }

  private async putOpenParts(elapsed: number, now: number): Promise<boolean> {
    const { loop, parts } = this.options
    if (!parts) return false
    const { next, openParts } = this.run
    const there = Math.floor((elapsed - next * loop.segmentMs) / loop.chunkMs)
    for (let i = openParts; i < there; i++) {
      await this.eachRendition((rendition) => this.putPart(rendition, next, i, chunkOf(loop, rendition, next, i), now))
      this.run.openParts = i + 1
    }
    return there > openParts
  }

  private putPart({ description }: LoopRendition, number: number, index: number, chunk: Uint8Array, now: number): Promise<void> {
    return this.put(this.partUri(description.name, number, index), chunk, now)
  }

  private async put(uri: string, bytes: Uint8Array, now: number): Promise<void> {
    await this.options.store.put(uri, bytes)
    this.kept = [...this.kept, { uri, until: now + this.options.keepMs }]
  }

  private async eachRendition(act: (rendition: LoopRendition) => Promise<void>): Promise<void> {
    await Promise.all(this.options.loop.renditions.map(act))
  }

  private segment(name: string, { number, at }: Made): LabSegment {
    const { loop, parts } = this.options
    return {
      uri: this.path(name, `${number}.m4s`),
      duration: loop.segmentMs / 1_000,
      program_date_time: new Date(at).toISOString(),
      ...(parts ? { parts: Array.from({ length: chunksPerSegment(loop) }, (_, i) => this.part(name, number, i)) } : {}),
    }
  }

  private part(name: string, number: number, index: number) {
    return {
      uri: this.partUri(name, number, index),
      duration: this.options.loop.chunkMs / 1_000,
      ...(index === 0 ? { independent: true } : {}),
    }
  }

  private partUri(name: string, number: number, index: number): string {
    return this.path(name, `${number}.${index}.m4s`)
  }

  private path(name: string, file: string): string {
    return `${this.run.key}/${name}/${file}`
  }
}
