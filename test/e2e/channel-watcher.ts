/** Someone who watches a channel as players do, and remembers what no playlist may ever do. */
import { parse, type types } from 'hls-parser'
import { channelStatus, type ChannelStatus } from '../../contract/channel.ts'

type Media = types.MediaPlaylist
type Seen = { readonly uri: string; readonly discontinuitySequence: number }

export class ChannelWatcher {
  /** What went wrong: empty as long as it never stalls or goes back. */
  readonly complaints: string[] = []
  readonly #base: string
  readonly #channel: string
  readonly #seen = new Map<number, Seen>()
  #last = { msn: 0, discontinuity: 0 }
  #stopped = false
  #watching: Promise<void> | null = null

  constructor(url: string, channel: string) {
    this.#base = url
    this.#channel = channel
  }

  /** Polls until told to stop. While `mayFail` answers true, no answer is no complaint. */
  watch(mayFail: () => boolean = () => false): void {
    this.#stopped = false
    this.#watching = (async () => {
      while (!this.#stopped) {
        await this.look(mayFail)
        await new Promise((wake) => setTimeout(wake, 500))
      }
    })()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#watching
  }

  async look(mayFail: () => boolean = () => false): Promise<void> {
    try {
      this.#compare(await this.playlist())
    } catch (error) {
      if (!mayFail()) this.complaints.push(String(error))
    }
  }

  async status(): Promise<ChannelStatus> {
    const answer = await fetch(`${this.#base}/v1/channels/${this.#channel}/status`)
    return channelStatus.parse(await answer.json())
  }

  async playlist(): Promise<Media> {
    const answer = await fetch(`${this.#base}/live/${this.#channel}/720p.m3u8`)
    const text = await answer.text()
    if (!answer.ok) throw new Error(`playlist: ${answer.status} ${text}`)
    const parsed = parse(text)
    if (parsed.isMasterPlaylist) throw new Error('not a media playlist')
    return parsed
  }

  /** The newest segment's path, and whether its file is there. */
  async newest(): Promise<{ uri: string; isThere: boolean }> {
    const uri = (await this.playlist()).segments.at(-1)?.uri ?? ''
    const file = await fetch(`${this.#base}/live/${this.#channel}/${uri}`)
    return { uri, isThere: file.ok && (await file.arrayBuffer()).byteLength > 1_000 }
  }

  /** The newest number there ever was. */
  get newestNumber(): number {
    return Math.max(-1, ...this.#seen.keys())
  }

  #compare({ mediaSequenceBase: msn = 0, discontinuitySequenceBase: discontinuity = 0, segments, targetDuration }: Media): void {
    if (msn < this.#last.msn) this.complaints.push(`media sequence fell from ${this.#last.msn} to ${msn}`)
    if (discontinuity < this.#last.discontinuity) this.complaints.push(`discontinuity sequence fell to ${discontinuity}`)
    this.#last = { msn, discontinuity }
    for (const segment of segments) {
      const { mediaSequenceNumber: number, discontinuitySequence, uri, duration } = segment
      const before = this.#seen.get(number)
      if (before && before.uri !== uri) this.complaints.push(`number ${number} was ${before.uri} and is ${uri}`)
      if (before && before.discontinuitySequence !== discontinuitySequence)
        this.complaints.push(`number ${number} changed its discontinuity`)
      if (Math.round(duration) > targetDuration) this.complaints.push(`number ${number} is ${duration} s long`)
      this.#seen.set(number, { uri, discontinuitySequence })
    }
  }
}
