/**
 * How many requests and events the object takes a second for its app: [TS34] to [TS36]. In memory only: what a second allows is not
 * worth a write, and a new instance begins with a full second.
 */
import type { Allowance, Limited, Refusal } from '../../contract/telemetry.ts'
import type { GcraState, Taken } from '../../domain/limits/gcra.ts'
import { take, unused } from '../../domain/limits/gcra.ts'

export class Intake {
  #requests: GcraState = unused
  #events: GcraState = unused

  /** Counts a request with so many events, or refuses it and counts nothing. */
  take(allowance: Allowance, count: number, now: number): Refusal | null {
    const requests = this.#takeRequest(allowance, now)
    const events = this.#takeEvents(allowance, count, now)
    if (!requests.ok || !events.ok) return this.#refusal(allowance, requests, events, now)
    this.#requests = requests.state
    this.#events = events.state
    return null
  }

  #takeRequest({ requests_per_s: limit, share: cost }: Allowance, now: number): Taken {
    return take(this.#requests, { limit, periodMs: 1_000, cost }, now)
  }

  #takeEvents({ events_per_s: limit }: Allowance, cost: number, now: number): Taken {
    return take(this.#events, { limit, periodMs: 1_000, cost }, now)
  }

  #refusal(allowance: Allowance, requests: Taken, events: Taken, now: number): Refusal {
    const by = events.retryAfterMs > requests.retryAfterMs ? 'telemetry_events_per_s' : 'telemetry_requests_per_s'
    const retryAfterMs = Math.max(events.retryAfterMs, requests.retryAfterMs)
    const closedMs = Math.max(requests.retryAfterMs, this.#takeEvents(allowance, 1, now).retryAfterMs)
    return { ok: false, retryAfterSeconds: retryAfterMs / 1_000, limited: { by, retryAfterMs, closedMs } satisfies Limited }
  }
}
