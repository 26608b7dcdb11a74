/**
 * Reads documents through an `EdgeCache` so that the channel is asked once per time to live, however many ask at once. Requests share documents
 * and never the promise of one (decision 0005): the first to find nothing fresh takes a lease and asks; the others are served what is
 * stale, or look again on timers of their own until the lease has ended. What nobody could get is not asked for again for a moment.
 */
import { BoundedMap } from '../credentials/bounded-map.ts'
import type { EdgeDocument } from './edge-cache.ts'
import type { EdgeMemo } from './edge-memo.ts'

export const readerLimits = {
  /** A lease holds this long: its holder may have died with its request. */
  leaseMs: 1_000,
  /** One who asks for what is not there yet (a blocking reload) renews its lease this often. */
  renewMs: 300,
  lookAgainMs: 20,
  /** After a failure or a refusal the channel is left alone for this long. */
  restMs: 1_000,
  /** How long a document is shown for want of better. */
  staleMs: 60_000,
  /** However soon the channel has to decide anew. */
  minFreshMs: 100,
  leases: 10_000,
} as const

/** What asking the channel gives; it may throw. `freshMs`: how long it may be kept. */
export type Asked<R> =
  | { readonly ok: true; readonly body: string; readonly etag: string; readonly freshMs: number }
  | { readonly ok: false; readonly refusal: R }

/** `failed`: it is stale and the channel could not be asked. */
export type Served<R> =
  | { readonly kind: 'document'; readonly document: EdgeDocument; readonly failed: boolean }
  | { readonly kind: 'refused'; readonly refusal: R }
  /** Neither the channel nor anything kept. `cause` is null when another request met the failure. */
  | { readonly kind: 'unavailable'; readonly cause: unknown }

type Lease<R> =
  | { readonly kind: 'asking'; readonly until: number }
  | { readonly kind: 'refused'; readonly until: number; readonly refusal: R }
  | { readonly kind: 'failed'; readonly until: number }

export type ReaderDeps = { readonly now: () => number; readonly pause: (ms: number) => Promise<void> }

/** `patient`: the channel answers when there is something to answer, maybe seconds later. */
export type Question<R> = { readonly path: string; readonly ask: () => Promise<Asked<R>>; readonly patient?: boolean }

export class DocumentReader<R> {
  readonly #memo: EdgeMemo
  readonly #deps: ReaderDeps
  readonly #leases = new BoundedMap<string, Lease<R>>(readerLimits.leases)

  constructor(memo: EdgeMemo, deps: ReaderDeps) {
    this.#memo = memo
    this.#deps = deps
  }

  /** What may be served at once, without asking anybody. */
  fresh(path: string): EdgeDocument | null {
    const now = this.#deps.now()
    const held = this.#memo.peek(path, now)
    return held !== null && now < held.freshUntil ? held : null
  }

  async read(question: Question<R>): Promise<Served<R>> {
    for (;;) {
      const now = this.#deps.now()
      const held = this.#memo.peek(question.path, now)
      if (held !== null && now < held.freshUntil) return { kind: 'document', document: held, failed: false }
      const lease = this.#leases.get(question.path)
      if (lease === undefined || now >= lease.until) return this.#lookAndAsk(question, now)
      const served = servedUnder(lease, held)
      if (served !== null) return served
      await this.#deps.pause(readerLimits.lookAgainMs)
    }
  }

  /** Only whoever has the lease looks behind the memo. */
  async #lookAndAsk(question: Question<R>, now: number): Promise<Served<R>> {
    this.#take(question.path, now)
    const found = await this.#memo.get(question.path, now)
    if (found === null || now >= found.freshUntil) return this.#ask(question, found)
    this.#leases.delete(question.path)
    return { kind: 'document', document: found, failed: false }
  }

  async #ask({ path, ask, patient = false }: Question<R>, held: EdgeDocument | null): Promise<Served<R>> {
    const askedAt = this.#deps.now()
    this.#take(path, askedAt)
    const renewal = patient ? setInterval(() => this.#take(path, this.#deps.now()), readerLimits.renewMs) : null
    try {
      const asked = await ask()
      if (asked.ok) return { kind: 'document', document: await this.#keep(path, asked, askedAt, patient), failed: false }
      this.#leases.set(path, { kind: 'refused', until: this.#deps.now() + readerLimits.restMs, refusal: asked.refusal })
      return { kind: 'refused', refusal: asked.refusal }
    } catch (cause) {
      this.#leases.set(path, { kind: 'failed', until: this.#deps.now() + readerLimits.restMs })
      return held === null ? { kind: 'unavailable', cause } : { kind: 'document', document: held, failed: true }
    } finally {
      if (renewal !== null) clearInterval(renewal)
    }
  }

  #take(path: string, now: number): void {
    this.#leases.set(path, { kind: 'asking', until: now + readerLimits.leaseMs })
  }

  /** What took long to come is fresh from when it came. */
  async #keep(path: string, asked: Extract<Asked<R>, { ok: true }>, began: number, patient: boolean): Promise<EdgeDocument> {
    const now = this.#deps.now()
    const askedAt = patient ? now : began
    const freshUntil = askedAt + Math.max(asked.freshMs, readerLimits.minFreshMs)
    const document = { body: asked.body, etag: asked.etag, askedAt, freshUntil, staleUntil: freshUntil + readerLimits.staleMs }
    const standing = await this.#memo.put(path, document, now)
    this.#leases.delete(path)
    return standing
  }
}

/** What those get who may not ask; null: look again. */
const servedUnder = <R>(lease: Lease<R>, held: EdgeDocument | null): Served<R> | null => {
  switch (lease.kind) {
    case 'asking':
      return held === null ? null : { kind: 'document', document: held, failed: false }
    case 'refused':
      return { kind: 'refused', refusal: lease.refusal }
    case 'failed':
      return held === null ? { kind: 'unavailable', cause: null } : { kind: 'document', document: held, failed: true }
    default:
      return lease satisfies never
  }
}
