/**
 * A LAB that misbehaves: an encoder that makes segments in real time, drops some, freezes, begins anew (with paths of its own, or with those
 * it used before), changes its renditions, and reports all that truly or not. Times are epoch ms.
 */
import type { ChannelId } from '../../contract/ids.ts'
import type { LabRendition, LabReport } from '../../contract/lab.ts'
import type { Random } from './random.ts'

export type EncoderShape = {
  readonly targetDuration: number
  /** Seconds. */
  readonly segment: number
  readonly container: 'fmp4' | 'ts'
  readonly lowLatency: boolean
}

type Made = {
  readonly number: number
  readonly duration: number
  readonly at: string
  readonly discontinuity: boolean
  readonly lacks: string | null
}

const ladder = [
  { name: '240p', bandwidth: 200_000, resolution: '426x240' },
  { name: '360p', bandwidth: 400_000, resolution: '640x360' },
  { name: '720p', bandwidth: 1_500_000, resolution: '1280x720' },
  { name: '1080p', bandwidth: 4_000_000, resolution: '1920x1080' },
] as const

export class RandomEncoder {
  shape: EncoderShape
  frozen = false
  state: LabReport['state'] = 'on_air'
  skewMs = 0
  tooLong = false
  /** Now and then a rendition has no file of a number. */
  careless = true
  /** Renditions that do not share a number. */
  apart = false
  readonly #random: Random
  readonly #listed: number
  #run = 0
  #paths = 0
  #number: number
  #nextAt: number
  #made: Made[] = []
  #names: readonly string[]

  constructor(random: Random, shape: EncoderShape, now: number) {
    this.#random = random
    this.shape = shape
    this.#listed = random.int(1, 8)
    this.#number = random.int(0, 50)
    this.#nextAt = now - random.int(0, 5) * shape.segment * 1_000
    this.#names = this.#someNames()
  }

  /** What the encoder made up to now. */
  run(now: number): void {
    if (this.frozen) this.#nextAt = now
    const span = this.shape.segment * 1_000
    // After a long time only the end of it is listed anyway.
    const skipped = Math.floor((now - this.#nextAt) / span) - 20
    if (skipped > 0) {
      this.#number += skipped
      this.#nextAt += skipped * span
      this.#made = []
    }
    while (this.#nextAt + span <= now) this.#make()
  }

  #make(): void {
    const { chance, between } = this.#random
    const { segment, targetDuration } = this.shape
    const duration = this.tooLong ? targetDuration + between(0.6, 3) : chance(0.1) ? segment * between(0.6, 1) : segment
    const lacks = this.careless && chance(0.02) ? (this.#names[0] ?? null) : null
    this.#made.push({
      number: this.#number++,
      duration,
      at: new Date(this.#nextAt + this.skewMs).toISOString(),
      discontinuity: chance(0.03),
      lacks,
    })
    this.#nextAt += Math.round((this.tooLong ? segment : duration) * 1_000)
    if (this.#made.length > this.#listed) this.#made.shift()
  }

  /** Segments that are lost: their numbers are missing. */
  lose(): void {
    this.#number += this.#random.int(1, 3)
    this.#made = []
  }

  /** A new run. `reusing`: under paths it used before. */
  restart(reusing: boolean): void {
    this.#run += 1
    if (!reusing) this.#paths += 1
    this.#made = []
    this.#number = this.#random.pick([0, 0, this.#number, this.#random.int(0, 40)])
  }

  changeRenditions(): void {
    this.#names = this.#someNames()
  }

  #someNames(): readonly string[] {
    const some = ladder.filter(() => this.#random.chance(0.6)).map(({ name }) => name)
    return some.length === 0 ? ['360p'] : some
  }

  report(now: number): LabReport {
    const isOff = this.state === 'off_air' && this.#random.chance(0.5)
    return {
      channel_id: '0193f000-0000-7000-8000-000000000001' as ChannelId,
      seq: now,
      sent_at: new Date(now + this.skewMs).toISOString(),
      state: this.state,
      now_playing: { title: 'Night' },
      up_next: [],
      buffer_s: this.#random.chance(0.1) ? 0 : 6,
      renditions: isOff ? [] : this.#names.map((name, index) => this.#rendition(name, index)),
      alerts: this.#random.chance(0.1) ? [{ code: 'audio_silent', severity: 'warning' }] : [],
    }
  }

  #rendition(name: string, index: number): LabRendition {
    const { targetDuration, container, lowLatency } = this.shape
    const rung = ladder.find((one) => one.name === name) ?? ladder[1]
    const folder = `p${this.#paths}/${name}`
    const extension = container === 'fmp4' ? 'm4s' : 'ts'
    const there = this.#made.filter(({ lacks }, at) => lacks !== name || at > 0)
    const first = (there[0]?.number ?? this.#number) + (this.apart ? index * 1_000 : 0)
    const hint = this.#random.chance(0.9) ? { preload_hint: `${folder}/${this.#number}.p1.${extension}` } : {}
    const open = { ...hint, open_parts: [{ uri: `${folder}/${this.#number}.p0.${extension}`, duration: 0.4, independent: true }] }
    return {
      ...rung,
      bandwidth: Math.round(rung.bandwidth * (this.#random.chance(0.05) ? this.#random.between(0.2, 5) : 1)),
      codecs: 'avc1.4D401F,mp4a.40.2',
      frame_rate: 24,
      target_duration: targetDuration,
      media_sequence: first,
      segments: there.map(({ number, duration, at, discontinuity }) => ({
        uri: `${folder}/${number}.${extension}`,
        duration: Number((duration + index * 0.001).toFixed(4)),
        program_date_time: at,
        ...(discontinuity ? { discontinuity } : {}),
        ...(lowLatency ? { parts: [{ uri: `${folder}/${number}.p0.${extension}`, duration: 0.4 }] } : {}),
      })),
      ...(container === 'fmp4' ? { map: `p${this.#paths}/${name}/init-${this.#run}.mp4` } : {}),
      ...(lowLatency ? open : {}),
    }
  }
}
