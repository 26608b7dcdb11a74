/**
 * Objects that said a moment ago that a limit of their app is used up. Until that has passed they are not asked again, so a flood
 * costs this isolate an answer and the object nothing. Bounded, by object name, which contains the app.
 */
import type { Limited } from '../../contract/telemetry.ts'
import { BoundedMap } from '../../domain/credentials/bounded-map.ts'

const remembered = 10_000

/** A refusal holds at least this long. What the app could have sent meanwhile it can send after: a limit holds a second's worth. */
const holdMs = 100

type Closed = { readonly until: number; readonly limited: Limited }

export class ClosedObjects {
  readonly #closed = new BoundedMap<string, Closed>(remembered)

  /** Why this object need not be asked; null when it must be. */
  why(object: string, now: number): Limited | null {
    const closed = this.#closed.get(object)
    if (closed === undefined || now >= closed.until) return null
    const waitMs = closed.until - now
    return { by: closed.limited.by, retryAfterMs: waitMs, closedMs: waitMs }
  }

  /** A refusal of what was too large for what is left closes nothing: smaller requests may pass. */
  note(object: string, limited: Limited, now: number): void {
    if (limited.closedMs > 0) this.#closed.set(object, { until: now + Math.max(limited.closedMs, holdMs), limited })
  }
}
