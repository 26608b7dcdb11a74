/** One random life of a channel: a LAB that misbehaves, the network between, viewers, readers, restarts. Virtual time; the seed is all of it. */
import type { ChannelSettings } from '../../contract/channel.ts'
import type { LabReport } from '../../contract/lab.ts'
import type { ChannelEffect } from '../../durable-objects/channel/channel-machine.ts'
import { initialState, step } from '../../durable-objects/channel/channel-machine.ts'
import type { ChannelInput } from '../../durable-objects/channel/channel-machine.ts'
import { channelHead, type ChannelState } from '../../durable-objects/channel/channel-state.ts'
import { slot } from '../../domain/channel/timeline.ts'
import { ChannelInvariants } from './channel-invariants.ts'
import { playlistFault } from './playlist-check.ts'
import { RandomEncoder } from './random-encoder.ts'
import type { Random } from './random.ts'
import { seeded } from './random.ts'
import { SimulatedEdge, SimulatedPlayer } from './simulated-player.ts'

export type HistoryResult = {
  readonly steps: number
  /** Switches of the source that were noted. */
  readonly switches: number
  readonly playlists: number
  /** Null: everything held. */
  readonly fault: string | null
}

const birth = 1_760_000_000_000
const dayMs = 86_400_000

/** Of all steps, those whose playlists are read by both parsers. */
const readShare = 0.002

export class ChannelHistory {
  readonly #random: Random
  readonly #invariants = new ChannelInvariants()
  readonly #encoder: RandomEncoder
  #settings: ChannelSettings
  #state: ChannelState
  /** As the object stores it: after reports and facts, not after every look. */
  #stored: ChannelState
  #now = birth
  #players: SimulatedPlayer[] = []
  #edge = new SimulatedEdge()
  /** Reports on their way, or sent before and sent again. */
  #sent: { readonly id: string; readonly report: LabReport }[] = []
  #silent = false
  #holding = false
  #reportId = 0
  #steps = 0
  #switches = 0
  #playlists = 0
  #fault: string | null = null
  readonly #rendered = new Map<string, string>()

  constructor(seed: number) {
    this.#random = seeded(seed)
    const { pick, between, chance, int } = this.#random
    const targetDuration = int(2, 6)
    const isLow = chance(0.15)
    this.#settings = {
      target_duration_s: chance(0.5) ? targetDuration : null,
      dvr_window_s: chance(0.1) ? 60 : 0,
      low_latency: isLow,
      public_objects: false,
    }
    const segment = pick([targetDuration, targetDuration, targetDuration / 2, between(0.7, 1) * targetDuration])
    const shape = { targetDuration, segment, container: pick(['fmp4', 'fmp4', 'ts'] as const), lowLatency: isLow }
    this.#encoder = new RandomEncoder(this.#random, shape, birth)
    this.#state = initialState({ settings: this.#settings }, birth)
    this.#stored = this.#state
  }

  run(events: number): HistoryResult {
    for (let n = 0; n < events && this.#fault === null; n++) this.#event()
    if (this.#fault === null) this.#heal()
    if (this.#fault === null && this.#random.chance(0.1)) this.#readPlaylists()
    return { steps: this.#steps, switches: this.#switches, playlists: this.#playlists, fault: this.#fault }
  }

  #event(): void {
    const { chance, between, int } = this.#random
    const span = this.#encoder.shape.segment * 1_000
    if (chance(0.12)) this.#misbehave()
    this.#pass(chance(0.01) ? int(60_000, 3 * dayMs) : Math.round(span * (chance(0.7) ? between(0.95, 1.05) : between(0.05, 1.6))))
    this.#encoder.run(this.#now)
    if (chance(0.02)) this.#step({ type: 'invalid_report' })
    if (!this.#silent) this.#send()
    if (chance(0.1)) this.#again()
    if (chance(0.05)) this.#players.push(new SimulatedPlayer(this.#atEdge(), this.#now))
    if (chance(0.01)) this.#restore()
    if (chance(readShare)) this.#readPlaylists()
  }

  /** Viewers look, each at its own moment; now and then somebody else does. */
  #pass(ms: number): void {
    const until = this.#now + ms
    if (ms > 60_000) this.#players = []
    for (;;) {
      const next = this.#players.toSorted((a, b) => a.nextAt - b.nextAt)[0]
      if (next === undefined || next.nextAt > until || this.#fault !== null) break
      this.#now = Math.max(this.#now, next.nextAt)
      this.#fault ??= next.load(this.#atEdge(), this.#now)
    }
    this.#now = Math.round(until)
    if (this.#random.chance(0.3)) this.#step({ type: 'tick' })
  }

  #atEdge(): ChannelState {
    return this.#edge.get(this.#now, () => {
      this.#step({ type: 'tick' })
      return this.#state
    })
  }

  #send(): void {
    const sent = { id: `r${this.#reportId++}`, report: this.#encoder.report(this.#now) }
    this.#sent = [...this.#sent, sent].slice(-8)
    if (!this.#holding) this.#deliver(sent)
  }

  /** One of the last again: a duplicate, or one that was held, late. */
  #again(): void {
    const [first, ...others] = this.#sent
    if (first !== undefined) this.#deliver(this.#random.pick([first, ...others]))
  }

  #deliver({ id, report }: { readonly id: string; readonly report: LabReport }): void {
    const before = this.#state.head.report?.seq ?? -1
    const { applied } = this.#step({ type: 'report', id, report })
    if (applied !== report.seq > before) this.#fault ??= `[CH3] report ${report.seq} after ${before}: applied ${applied}`
  }

  #misbehave(): void {
    const { pick, chance, int } = this.#random
    const encoder = this.#encoder
    const acts: [() => void, ...(() => void)[]] = [
      () => (this.#silent = !this.#silent),
      () => (encoder.frozen = !encoder.frozen),
      () => (this.#holding = !this.#holding),
      () => this.#well(),
      () => this.#well(),
      () => this.#well(),
      () => encoder.restart(false),
      () => encoder.restart(chance(0.3)),
      () => encoder.lose(),
      () => encoder.changeRenditions(),
      () => (encoder.skewMs = int(-200_000, 200_000)),
      () => (encoder.state = pick(['on_air', 'degraded', 'off_air'])),
      () => (encoder.tooLong = chance(0.5)),
      () => (encoder.apart = chance(0.5)),
      () => this.#changeFormat(),
    ]
    pick(acts)()
  }

  #well(): void {
    const encoder = this.#encoder
    this.#silent = this.#holding = encoder.frozen = encoder.tooLong = encoder.apart = false
    encoder.state = 'on_air'
  }

  /** Rare: another container, another window, another target duration. Viewers have to begin anew, but nothing that holds may break. */
  #changeFormat(): void {
    const { chance, pick, int } = this.#random
    if (chance(0.7)) return
    if (chance(0.5)) {
      this.#encoder.shape = { ...this.#encoder.shape, container: pick(['fmp4', 'ts']) }
      this.#encoder.restart(false)
    } else {
      this.#settings = {
        ...this.#settings,
        dvr_window_s: int(0, 30),
        target_duration_s: chance(0.3) ? int(2, 8) : this.#settings.target_duration_s,
      }
      this.#step({ type: 'settings', settings: this.#settings })
    }
  }

  #step(
    input: ChannelInput,
    behindMs = this.#random.chance(0.02) ? this.#random.int(0, 3_000) : 0,
  ): { readonly applied: boolean; readonly effects: readonly ChannelEffect[] } {
    const before = this.#state
    // Clocks of machines differ: one that takes over may be behind.
    const now = this.#now - behindMs
    const taken = step(before, input, now)
    this.#steps += 1
    this.#state = taken.state
    if (taken.applied || input.type === 'settings' || taken.effects.some(({ type }) => type === 'note')) this.#stored = taken.state
    this.#switches += taken.effects.filter((effect) => effect.type === 'note' && effect.action === 'channel.switched').length
    if (before.head.targetDuration !== taken.state.head.targetDuration || before.head.container !== taken.state.head.container) {
      this.#players = []
      this.#edge = new SimulatedEdge()
      this.#rendered.clear()
    }
    this.#fault ??= this.#invariants.check(taken.state)
    if (this.#random.chance(0.02)) this.#fault ??= sameInTwoSteps(before, input, this.#now, this.#random)
    return taken
  }

  /** [CH2] The object is restarted: what was stored last is all there is, and what readers saw since comes again. */
  #restore(): void {
    const { head, slots } = JSON.parse(JSON.stringify(this.#stored)) as ChannelState
    this.#state = { head: channelHead.parse(head), slots: slots.map((one) => slot.parse(one)) }
    this.#step({ type: 'tick' }, 0)
  }

  /** A LAB that is well is on air again soon, whatever was before; once more it may have to make up for media that it owes. */
  #heal(): void {
    this.#well()
    const encoder = this.#encoder
    encoder.restart(false)
    encoder.careless = false
    encoder.skewMs = 0
    let lastOn = 0
    for (let n = 1; n <= 16 && this.#fault === null; n++) {
      this.#pass(Math.round(encoder.shape.segment * 1_000))
      encoder.run(this.#now)
      this.#send()
      if (this.#state.head.shown.state === 'on_air' && this.#state.slots.at(-1)?.source === 'lab') lastOn = n
    }
    const isFitting = Math.round(encoder.shape.segment + 0.003) <= this.#state.head.targetDuration
    if (isFitting && lastOn < 10) this.#fault ??= `[CH6] not back: ${this.#state.head.shown.state}, ${this.#state.slots.at(-1)?.source}`
  }

  #readPlaylists(): void {
    this.#playlists += this.#state.head.renditions.length + 1
    this.#fault ??= playlistFault(this.#state, this.#rendered)
  }
}

/** [CH2] To move to a moment in one step or in several is the same. */
const sameInTwoSteps = (before: ChannelState, input: ChannelInput, now: number, random: Random): string | null => {
  if (input.type !== 'tick' || now <= before.head.now) return null
  const between = random.int(before.head.now, now)
  const once = step(before, input, now).state
  const twice = step(step(before, input, between).state, input, now).state
  return JSON.stringify(once) === JSON.stringify(twice) ? null : `[CH2] at ${now}, by way of ${between}, is another state`
}
