/**
 * Which sessions ended while tokens of theirs may live: polled by each isolate, a few rows each time, so that a revoked session is
 * refused everywhere within 5 s without a question per request. Fails closed: without a list nothing passes.
 */
import { accessTokenTtlS } from '../../contract/claims.ts'
import type { SessionId } from '../../contract/ids.ts'
import { ReadTurns } from './read-turns.ts'

export const revocationLimits = {
  /** A list older than this is read again before anything is decided: under the 5 s of the contract. */
  freshMs: 4_000,
  /** One request reads ahead from this age on, while others still use what is there. */
  refreshMs: 2_500,
  /** How far back each poll looks again: writers' clocks differ. */
  overlapMs: 10_000,
  /** No access token outlives it. */
  keepMs: (accessTokenTtlS + 60) * 1_000,
  /** While the kernel is down nobody can be revoked: the last list serves this long. */
  staleMs: 600_000,
} as const

export type Revocation = { readonly session_id: SessionId; readonly revoked_at: number }

/** Where revocations are kept. */
export interface RevocationSource {
  since(at: number): Promise<readonly Revocation[]>
}

export class RevocationList {
  readonly #revoked = new Map<SessionId, number>()
  /** When the read of what is held began; null before the first. */
  #readAt: number | null = null
  #refreshAt: number | null = null
  readonly #turns = new ReadTurns<'list'>()

  /** Whether the session is revoked. Throws when no list recent enough is to be had. */
  async has(session: SessionId, source: RevocationSource, now: () => number): Promise<boolean> {
    const isNew = (): true | undefined => (this.#ageAt(now()) < revocationLimits.refreshMs ? true : undefined)
    if (this.#mustRead(now())) await this.#turns.get('list', isNew, () => this.#read(source, now))
    return this.#revoked.has(session)
  }

  /** For the isolate that revoked: it need not wait for its own poll. */
  add(session: SessionId, at: number): void {
    this.#revoked.set(session, at)
  }

  #mustRead(now: number): boolean {
    const age = this.#ageAt(now)
    if (age < revocationLimits.refreshMs) return false
    if (age < revocationLimits.freshMs && this.#refreshAt !== null) return false
    this.#refreshAt = now
    return true
  }

  /** Of the list. A clock that was set back makes an age below zero, which says nothing: then the list counts as never read. */
  #ageAt(now: number): number {
    const age = this.#readAt === null ? -1 : now - this.#readAt
    return age < 0 ? Number.POSITIVE_INFINITY : age
  }

  async #read(source: RevocationSource, now: () => number): Promise<true> {
    const readAt = now()
    const from = this.#readAt === null ? readAt - revocationLimits.keepMs : Math.min(this.#readAt, readAt) - revocationLimits.overlapMs
    try {
      for (const { session_id, revoked_at } of await source.since(from)) this.#revoked.set(session_id, revoked_at)
    } catch (cause) {
      if (this.#readAt === null || readAt - this.#readAt > revocationLimits.staleMs) throw cause
      return true
    }
    this.#readAt = readAt
    this.#refreshAt = null
    for (const [session, at] of this.#revoked) if (at < readAt - revocationLimits.keepMs) this.#revoked.delete(session)
    return true
  }
}
