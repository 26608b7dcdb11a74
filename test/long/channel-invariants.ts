/** What holds after every step of a channel, whatever the LAB does. Each breach is a text that names the rule. */
import type { ChannelState } from '../../durable-objects/channel/channel-state.ts'
import { spans, targetMs } from '../../durable-objects/channel/channel-rules.ts'
import type { Slot } from '../../domain/channel/timeline.ts'

type Published = { readonly slot: Slot; readonly discontinuities: number }

export class ChannelInvariants {
  /** By media sequence number, of the last window. */
  #published = new Map<number, Published>()
  /** The content each URI of the LAB was published for: where, and when it was made. */
  readonly #contents = new Map<string, string>()
  #first = 0
  #discontinuitySequence = 0
  #last = -1
  #now = 0
  #edgeAt = 0
  #target = 0
  #container = ''

  check(state: ChannelState): string | null {
    return this.#debt(state) ?? this.#sequences(state) ?? this.#slots(state) ?? clock(state) ?? honesty(state)
  }

  /** [CH18] Over LAB and slate, what is published is as long as the time that passes: what is owed is paid, and nothing twice. */
  #debt({ head, slots }: ChannelState): string | null {
    const fresh = slots.filter(({ msn }) => msn > this.#last)
    const published = fresh.reduce((sum, { duration }) => sum + Math.round(duration * 1_000), 0)
    const moved = head.edgeAt - this.#edgeAt
    const isWhole =
      fresh.length === (slots.at(-1)?.msn ?? 0) - this.#last && head.targetDuration === this.#target && head.container === this.#container
    this.#edgeAt = head.edgeAt
    this.#target = head.targetDuration
    this.#container = head.container
    if (!isWhole || Math.abs(published - moved) <= 5 * fresh.length) return null
    return `[CH18] ${published} ms were published while the edge moved by ${moved}`
  }

  #sequences({ head, slots }: ChannelState): string | null {
    if (head.now < this.#now) return '[CH2] time fell'
    this.#now = head.now
    const first = slots[0]
    const last = slots.at(-1)
    if (first === undefined || last === undefined) return '[CH1] no slot'
    if (slots.some(({ msn }, index) => msn !== first.msn + index)) return '[CH17] not contiguous'
    if (first.msn < this.#first || last.msn < this.#last) return '[CH17] the media sequence fell'
    const sequence = head.discontinuitySequence + (first.discontinuity ? 1 : 0)
    if (sequence < this.#discontinuitySequence) return '[CH17] the discontinuity sequence fell'
    this.#first = first.msn
    this.#last = last.msn
    this.#discontinuitySequence = sequence
    return null
  }

  #slots({ head, slots }: ChannelState): string | null {
    let discontinuities = head.discontinuitySequence
    const next = new Map<number, Published>()
    for (const slot of slots) {
      discontinuities += slot.discontinuity ? 1 : 0
      const known = this.#published.get(slot.msn)
      if (known === undefined) {
        const fault = this.#newSlot(slot, head.targetDuration)
        if (fault !== null) return fault
      } else if (known.discontinuities !== discontinuities) return `[CH17] slot ${slot.msn} has another discontinuity sequence`
      else if (known.slot !== slot && JSON.stringify(known.slot) !== JSON.stringify(slot)) return `[CH16] slot ${slot.msn} was changed`
      next.set(slot.msn, { slot, discontinuities })
    }
    this.#published = next
    return null
  }

  #newSlot(slot: Slot, targetDuration: number): string | null {
    for (const media of Object.values(slot.media)) {
      if (Math.round(media.duration) > targetDuration) return `[CH13] ${media.uri} is longer than the target duration`
    }
    if (slot.source === 'slate' || slot.gap) return null
    const content = `${slot.msn} ${slot.programDateTime}`
    for (const uri of new Set(Object.values(slot.media).map((media) => media.uri))) {
      if (this.#contents.has(uri)) return `[CH14] ${uri} was published before`
      this.#contents.set(uri, content)
    }
    return null
  }
}

/** [CH19] What is published runs neither further ahead nor further behind than viewers can bear. */
const clock = ({ head }: ChannelState): string | null => {
  const ahead = head.edgeAt - head.now
  const isSlate = head.mode.status === 'slate'
  if (isSlate && ahead <= 0) return `[CH18] slate is owed: ${ahead} ms`
  if (ahead < -targetMs(head, spans.behind)) return `[CH10] ${-ahead} ms behind`
  const most = Math.max(targetMs(head, spans.ahead), 30_000 * Number(head.settings.low_latency))
  return ahead > Math.max(most, targetMs(head, 1)) + 1 ? `[CH19] ${ahead} ms ahead` : null
}

/** [CH5] Silence is never on air. */
const honesty = ({ head }: ChannelState): string | null => {
  const isOn = head.shown.state === 'on_air' || head.shown.state === 'degraded'
  if (isOn !== (head.mode.status === 'lab')) return `[CH5] ${head.shown.state} with the ${head.mode.status}`
  const age = head.report === null ? Number.POSITIVE_INFINITY : head.now - head.report.receivedAt
  return head.shown.state !== 'unknown' && age > targetMs(head, spans.patience)
    ? `[CH5] ${head.shown.state} after ${age} ms of silence`
    : null
}
