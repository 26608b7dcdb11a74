/**
 * Brings the outbox and the live counters to the events queue: when (`delivery.ts`), how (`pack.ts`), and again until
 * the rollup confirms. Throws when the queue refuses; the object's alarm waits and comes back.
 */
import { batchId, newId } from '../../contract/ids.ts'
import type { AppId } from '../../contract/ids.ts'
import { sendTexts } from '../runtime/queue-sender.ts'
import type { Delivery, SendPlan } from './delivery.ts'
import { deliveryDue, newDelivery, noteConfirmed, noteDrained, noteSent, noteWaiting, sendPlan } from './delivery.ts'
import { limits } from './limits.ts'
import type { LiveCounts } from './live-counts.ts'
import { toLiveCounters } from './live-counts.ts'
import { pack } from './pack.ts'
import type { TelemetryShardStore } from './telemetry-shard-store.ts'

type CourierDeps = {
  readonly store: TelemetryShardStore
  readonly queue: () => Queue
  readonly appId: AppId
  readonly object: string
  readonly counts: () => LiveCounts
}

export class Courier {
  readonly #deps: CourierDeps
  #delivery: Delivery
  #liveWaits = false
  #lastAt = 0

  constructor(deps: CourierDeps) {
    this.#deps = deps
    this.#delivery = newDelivery(deps.store.oldestReceived('all'))
  }

  /** When something has to be sent. */
  get due(): number | null {
    return deliveryDue(this.#delivery)
  }

  noteRows(now: number): void {
    this.#delivery = noteWaiting(this.#delivery, now)
  }

  /** The live counters moved, or may be unknown outside. */
  noteLive(now: number): void {
    this.#liveWaits = true
    this.noteRows(now)
  }

  noteConfirmed(now: number): void {
    this.#delivery = noteConfirmed(this.#delivery, now, this.#deps.store.oldestSeq())
  }

  async deliver(now: number): Promise<void> {
    const plan = sendPlan(this.#delivery, now)
    if (plan === null) return
    // The message that carried the counters may be the one that got lost.
    if (plan.resendUpTo > 0) this.#liveWaits = true
    const drained = await this.#sendRounds(plan)
    const later = Date.now()
    this.#delivery = noteDrained(this.#delivery, plan, later, this.#deps.store.oldestSeq() !== null)
    if (!drained) this.noteRows(later)
  }

  /** True when nothing was left to send at the end. */
  async #sendRounds(plan: SendPlan): Promise<boolean> {
    let after = 0
    for (let round = 0; round < limits.sendRounds; round++) {
      const last = await this.#sendRound(plan, after)
      if (last === null) return true
      after = last
    }
    return false
  }

  /** Sends the next rows after `after`; answers the last seq sent, or null when there was nothing. */
  async #sendRound(plan: SendPlan, after: number): Promise<number | null> {
    const rows = this.#deps.store.toSend(plan, after, limits.sendRoundBytes)
    const withLive = this.#liveWaits
    if (rows.length === 0 && !withLive) return null
    const { appId, object, counts, queue } = this.#deps
    const now = Date.now()
    const live = withLive ? toLiveCounters(counts(), this.#rising(now)) : null
    const messages = pack({ appId, object, rows, live, now, newBatchId: () => batchId.parse(newId()) })
    this.#liveWaits = false
    try {
      await sendTexts(queue(), messages, { messages: limits.sendBatchMessages, bytes: limits.sendBatchBytes })
    } catch (error) {
      this.#liveWaits ||= withLive
      throw error
    }
    const last = rows.at(-1)?.seq ?? after
    this.#delivery = noteSent(this.#delivery, last)
    return last
  }

  #rising(now: number): number {
    this.#lastAt = Math.max(now, this.#lastAt + 1)
    return this.#lastAt
  }
}
