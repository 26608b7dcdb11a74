/** One call to the API: JSON in, a read value or a named failure out. Knows no session; nothing here retries. */
import type { ErrorCode, Issue } from '../../../contract/errors.ts'
import type { Reader } from './reading.ts'
import { isObject } from './reading.ts'

export type Problem = {
  readonly kind: 'problem'
  readonly status: number
  /** A code of the contract, or what a newer server says. */
  readonly code: ErrorCode | (string & {}) | null
  readonly detail: string | null
  readonly errors: readonly Issue[]
  readonly retryAfterMs: number | null
}

export type ApiFailure =
  /** No answer: no network, no server, or too late. */
  | { readonly kind: 'unreachable' }
  /** An answer this page can not read. */
  | { readonly kind: 'unreadable' }
  /** The sign-in is over; the page that asked gives way to the login. */
  | { readonly kind: 'signed-out' }
  | Problem

/** `receivedAt` is this machine's clock, `serverAt` the server's (from `Date`, whole seconds); epoch ms. */
export type Received<T> = { readonly value: T; readonly receivedAt: number; readonly serverAt: number | null }
export type Answer<T> = ({ readonly ok: true } & Received<T>) | { readonly ok: false; readonly failure: ApiFailure }

export type Ask<T> = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly json?: unknown
  readonly read: Reader<T>
  readonly signal?: AbortSignal
  /** The same key for the same intent: a write that is sent again is done once. */
  readonly attempt?: string
  /** How long an answer may take. */
  readonly patienceMs?: number
  /** Asks whether what the browser has is still right (`If-None-Match`), for answers that may be kept. */
  readonly revalidate?: boolean
}

/** Who asks: an access token, a refresh cookie, or nobody yet, of the people of an app. */
export type Proof = { readonly token?: string; readonly cookie?: 'cookie' | 'app-cookie'; readonly appKey?: string }
type Manner = { readonly accept?: string }

const defaultPatienceMs = 12_000

export async function send<T>(ask: Ask<T>, proof: Proof = {}): Promise<Answer<T>> {
  let response: Response
  let json: unknown
  try {
    response = await request(ask, proof)
    json = jsonOf(await response.text())
  } catch {
    // fetch rejects for no network, a broken body, a timeout and an abort alike; who aborted does not read the answer.
    return { ok: false, failure: { kind: 'unreachable' } }
  }
  if (!response.ok) return { ok: false, failure: problemOf(response, json) }
  const value = ask.read(json)
  if (value === null) return { ok: false, failure: { kind: 'unreadable' } }
  return { ok: true, value, receivedAt: Date.now(), serverAt: headerTime(response) }
}

/** The raw answer, for what is not JSON. Rejects as `fetch` does. */
export function request(
  ask: Omit<Ask<unknown>, 'read'>,
  { token, cookie, appKey, accept = 'application/json' }: Proof & Manner,
): Promise<Response> {
  const headers = new Headers({ Accept: accept })
  if (token !== undefined) headers.set('Authorization', `Bearer ${token}`)
  if (cookie !== undefined) headers.set('X-Prost-Session', cookie)
  if (appKey !== undefined) headers.set('X-Prost-App-Key', appKey)
  if (ask.attempt !== undefined) headers.set('Idempotency-Key', ask.attempt)
  if (ask.json !== undefined) headers.set('Content-Type', 'application/json')
  const patience = AbortSignal.timeout(ask.patienceMs ?? defaultPatienceMs)
  return fetch(ask.path, {
    method: ask.method ?? 'GET',
    headers,
    ...(ask.json !== undefined && { body: JSON.stringify(ask.json) }),
    signal: ask.signal ? AbortSignal.any([ask.signal, patience]) : patience,
    cache: ask.revalidate === true ? 'no-cache' : 'no-store',
    credentials: cookie === undefined ? 'omit' : 'same-origin',
  })
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

export function problemOf(response: Response, json: unknown): Problem {
  const body = isObject(json) ? json : {}
  const text = (name: string): string | null => (typeof body[name] === 'string' ? body[name] : null)
  return {
    kind: 'problem',
    status: response.status,
    code: text('code'),
    detail: text('detail'),
    errors: Array.isArray(body['errors']) ? body['errors'].filter(isIssue) : [],
    retryAfterMs: retryAfterMs(response),
  }
}

const isIssue = (value: unknown): value is Issue =>
  isObject(value) && ['path', 'code', 'message'].every((name) => typeof value[name] === 'string')

function headerTime(response: Response): number | null {
  const at = Date.parse(response.headers.get('Date') ?? '')
  return Number.isFinite(at) ? at : null
}

function retryAfterMs(response: Response): number | null {
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null
}

/** A name for one intent to write. */
export const newAttempt = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
