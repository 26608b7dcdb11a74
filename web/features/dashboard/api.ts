/** The calls this page makes, with the app's key pair. Every failure is a returned value; nothing here retries. */
import type { MetricsSnapshot } from '../../../contract/metrics.ts'
import type { SeriesPoint } from './answers.ts'
import { readDetail, readSeries, readSnapshot } from './answers.ts'

/** In memory only: never stored, never in an address, never logged. */
export type KeyPair = { readonly publicKey: string; readonly secret: string }

export type ApiFailure =
  /** No answer: no network, no server, or too late. */
  | { readonly kind: 'unreachable' }
  /** The keys are wrong (401) or may not read this (403). */
  | { readonly kind: 'refused'; readonly status: 401 | 403; readonly detail: string | null }
  /** Any other answer that is not the one asked for. */
  | { readonly kind: 'failed'; readonly status: number; readonly detail: string | null; readonly retryAfterMs: number | null }
  | { readonly kind: 'unreadable' }

/** `receivedAt` is this machine's clock, `serverAt` the server's (from `Date`, whole seconds); epoch ms. */
export type Received<T> = { readonly value: T; readonly receivedAt: number; readonly serverAt: number | null }
export type Answer<T> = { readonly ok: true; readonly received: Received<T> } | { readonly ok: false; readonly failure: ApiFailure }

const patienceMs = 8_000

function request(path: string, keys: KeyPair, signal: AbortSignal): Promise<Response> {
  return fetch(path, {
    headers: { Accept: 'application/json', 'X-Prost-App-Key': keys.publicKey, 'X-Prost-App-Secret': keys.secret },
    signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    cache: 'no-store',
    credentials: 'omit',
  })
}

function headerTime(response: Response): number | null {
  const at = Date.parse(response.headers.get('Date') ?? '')
  return Number.isFinite(at) ? at : null
}

function retryAfterMs(response: Response): number | null {
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null
}

/** A body that is not JSON reads as null: what it means depends on the status. */
const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function failureOf(response: Response, json: unknown): ApiFailure {
  const { status } = response
  const detail = readDetail(json)
  if (status === 401 || status === 403) return { kind: 'refused', status, detail }
  return { kind: 'failed', status, detail, retryAfterMs: retryAfterMs(response) }
}

async function get<T>(path: string, keys: KeyPair, signal: AbortSignal, read: (json: unknown) => T | null): Promise<Answer<T>> {
  let response: Response
  let json: unknown
  try {
    response = await request(path, keys, signal)
    json = jsonOf(await response.text())
  } catch {
    // fetch rejects for no network, a broken body, a timeout and an abort alike; who aborted does not read the answer.
    return { ok: false, failure: { kind: 'unreachable' } }
  }
  if (!response.ok) return { ok: false, failure: failureOf(response, json) }
  const value = read(json)
  if (value === null) return { ok: false, failure: { kind: 'unreadable' } }
  return { ok: true, received: { value, receivedAt: Date.now(), serverAt: headerTime(response) } }
}

export const getMetrics = (keys: KeyPair, signal: AbortSignal): Promise<Answer<MetricsSnapshot>> =>
  get('/v1/metrics', keys, signal, readSnapshot)

/** `from` inclusive, `to` exclusive, epoch ms of the server's clock. */
export function getEventsPerMinute(keys: KeyPair, from: number, to: number, signal: AbortSignal): Promise<Answer<readonly SeriesPoint[]>> {
  const query = new URLSearchParams({
    metric: 'events',
    interval: 'minute',
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
  })
  return get(`/v1/metrics/series?${query}`, keys, signal, readSeries)
}
