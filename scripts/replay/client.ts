/**
 * Requests that survive a platform which is killed and started again: no connection, 5xx and 429 are tried again
 * (Retry-After, else jittered backoff) until nothing has succeeded for the whole patience. Everything sent is idempotent by id.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'

/** The platform answered, and will answer the same again: wrong key, wrong request. */
export class Refused extends Error {}
/** The platform did not come back in time. */
export class GaveUp extends Error {}

export type ClientOptions = {
  readonly url: string
  readonly key: string
  readonly secret: string
  readonly patienceMs: number
  /** Ends the waiting between attempts; a request under way is let finish. */
  readonly signal: AbortSignal
  /** Called when waiting begins (why) and when it is over (null). */
  readonly onTrouble: (why: string | null) => void
}

/** `timeoutMs` holds for the whole answer. */
export type Init = RequestInit & { readonly timeoutMs?: number }

const requestTimeoutMs = 30_000
const longestBackoffMs = 5_000

const problem = z.object({ code: z.string(), detail: z.string() })

/** What the platform says is wrong, as far as it can be read. */
const problemOf = async (answer: Response): Promise<string> => {
  const text = await answer.text()
  try {
    const { code, detail } = problem.parse(JSON.parse(text))
    return `${answer.status} ${code}: ${detail}`
  } catch {
    return `${answer.status} ${text.slice(0, 200)}`
  }
}

const retryable = (status: number): boolean => status === 429 || status >= 500

const backoffMs = (attempt: number, retryAfter: string | null): number => {
  const asked = Number(retryAfter ?? Number.NaN) * 1_000
  if (asked >= 0) return asked + Math.random() * 250
  return Math.random() * Math.min(longestBackoffMs, 100 * 2 ** attempt)
}

type Failure = { readonly why: string; readonly retryAfter: string | null }

export class Client {
  readonly #options: ClientOptions
  readonly #auth: Record<string, string>
  #lastSuccess = 0
  #trouble = false
  #serverTime = 0

  constructor(options: ClientOptions) {
    this.#options = options
    this.#auth = { 'x-prost-app-key': options.key, 'x-prost-app-secret': options.secret }
  }

  /** Epoch ms that is not before the last answer, by the platform's own clock where it tells it (in whole seconds). */
  get answeredBefore(): number {
    return this.#serverTime > 0 ? this.#serverTime + 1_000 : Date.now()
  }

  /** `read` is part of the attempt: an answer that breaks off is asked for again. */
  async request<T>(path: string, init: Init, read: (answer: Response) => Promise<T>): Promise<T> {
    const startedAt = Date.now()
    for (let attempt = 0; ; attempt++) {
      this.#options.signal.throwIfAborted()
      const outcome = await this.#attempt(path, init, read)
      if (outcome.ok) {
        this.#lastSuccess = Date.now()
        this.#tell(null)
        return outcome.value
      }
      await this.#waitOrGiveUp(outcome.failure, attempt, startedAt)
    }
  }

  async #attempt<T>(
    path: string,
    init: Init,
    read: (answer: Response) => Promise<T>,
  ): Promise<{ ok: true; value: T } | { ok: false; failure: Failure }> {
    const headers = { ...this.#auth, ...Object.fromEntries(new Headers(init.headers)) }
    try {
      const answer = await fetch(new URL(path, this.#options.url), {
        ...init,
        headers,
        signal: AbortSignal.timeout(init.timeoutMs ?? requestTimeoutMs),
      })
      this.#serverTime = Math.max(this.#serverTime, Date.parse(answer.headers.get('date') ?? '') || 0)
      if (answer.ok) return { ok: true, value: await read(answer) }
      const why = await problemOf(answer)
      if (!retryable(answer.status)) throw new Refused(`${init.method ?? 'GET'} ${path} answered ${why}`)
      return { ok: false, failure: { why, retryAfter: answer.headers.get('retry-after') } }
    } catch (error) {
      if (error instanceof Refused || error instanceof z.ZodError) throw error
      return { ok: false, failure: { why: networkReason(error), retryAfter: null } }
    }
  }

  async #waitOrGiveUp(failure: Failure, attempt: number, startedAt: number): Promise<void> {
    const silentMs = Date.now() - Math.max(this.#lastSuccess, startedAt)
    if (silentMs > this.#options.patienceMs) throw new GaveUp(`no success for ${Math.round(silentMs / 1_000)} s, last: ${failure.why}`)
    this.#tell(failure.why)
    await sleep(backoffMs(attempt, failure.retryAfter), undefined, { signal: this.#options.signal })
  }

  #tell(why: string | null): void {
    if (this.#trouble === (why !== null)) return
    this.#trouble = why !== null
    this.#options.onTrouble(why)
  }
}

/** undici hides the reason in `cause`. */
const networkReason = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause
  return cause instanceof Error ? `${error.message} (${cause.message})` : error.message
}
