/** Calls of one outside service: JSON over HTTPS, bounded in time and size, never redirected, behind a circuit breaker. Never throws. */
import type * as z from 'zod'
import type { Result } from '../../contract/errors.ts'
import { admit, closed, settled } from './circuit-breaker.ts'
import type { BreakerRules, BreakerState } from './circuit-breaker.ts'
import { mediaFailure } from './media-provider.ts'
import type { MediaFailure } from './media-provider.ts'

export type OutsideDeps = {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** Epoch ms. */
  readonly now: () => number
  readonly timeoutMs?: number
  readonly breaker?: BreakerRules
}

export type OutsideRequest = {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly url: string
  readonly token: string
  /** Sent as JSON. */
  readonly body?: object
  /** Statuses that are as good as success, such as 404 for what is to be gone. */
  readonly fine?: readonly number[]
}

export const outsideRules = {
  timeoutMs: 5_000,
  answerBytes: 512 * 1_024,
  breaker: { failures: 5, openMs: 10_000, trialMs: 15_000 },
} as const

export class OutsideService {
  readonly #deps: OutsideDeps
  readonly #rules: BreakerRules
  #state: BreakerState = closed

  constructor(deps: OutsideDeps) {
    this.#deps = deps
    this.#rules = deps.breaker ?? outsideRules.breaker
  }

  /** The answer as `schema` has it; null for one without a body. */
  async call<T>(request: OutsideRequest, schema: z.ZodType<T>): Promise<Result<T | null, MediaFailure>> {
    const admission = admit(this.#state, this.#rules, this.#deps.now())
    if (!admission.admitted) {
      return { ok: false, error: { code: 'unavailable', reason: 'circuit_open', retryAfterMs: admission.retryAfterMs } }
    }
    this.#state = admission.state
    const answer = await this.#ask(request, schema)
    this.#state = settled(this.#state, admission.ticket, isFault(answer), this.#rules, this.#deps.now())
    return answer
  }

  async #ask<T>(request: OutsideRequest, schema: z.ZodType<T>): Promise<Result<T | null, MediaFailure>> {
    try {
      const response = await this.#deps.fetch(request.url, this.#initOf(request))
      const text = await bounded(response)
      if (text === null) return mediaFailure('unreadable', 'too_large')
      if (request.fine?.includes(response.status) === true) return { ok: true, value: null }
      return response.ok ? parsed(text, schema) : { ok: false, error: refusal(response) }
    } catch (cause) {
      // Whatever the network says: nothing came back. The reason tells a timeout apart.
      return mediaFailure('unavailable', cause instanceof Error && cause.name === 'TimeoutError' ? 'timeout' : 'unreachable')
    }
  }

  #initOf({ method, token, body }: OutsideRequest): RequestInit {
    return {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(this.#deps.timeoutMs ?? outsideRules.timeoutMs),
      headers: { Authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }
  }
}

/** Saying no is no fault of the service. */
const isFault = (answer: Result<unknown, MediaFailure>): boolean =>
  !answer.ok && (answer.error.code === 'unavailable' || answer.error.code === 'unreadable')

const refusal = ({ status, headers }: Response): MediaFailure => {
  const reason = `status_${status}`
  if (status !== 429 && status < 500) return { code: 'refused', reason }
  const seconds = headers.get('Retry-After') ?? ''
  return { code: 'unavailable', reason, ...(/^\d{1,6}$/.test(seconds) ? { retryAfterMs: Number(seconds) * 1_000 } : {}) }
}

const parsed = <T>(text: string, schema: z.ZodType<T>): Result<T | null, MediaFailure> => {
  if (text === '') return { ok: true, value: null }
  try {
    const { data, success } = schema.safeParse(JSON.parse(text))
    return success ? { ok: true, value: data } : mediaFailure('unreadable', 'another_shape')
  } catch {
    // Not an error of ours: what came is not JSON.
    return mediaFailure('unreadable', 'not_json')
  }
}

/** The body as text; null when it is larger than any answer that is meant. */
const bounded = async ({ body }: Response): Promise<string | null> => {
  if (body === null) return ''
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for await (const chunk of body as ReadableStream<Uint8Array>) {
    size += chunk.byteLength
    if (size > outsideRules.answerBytes) return null
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
