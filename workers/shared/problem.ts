/**
 * Failures as RFC 9457 problem answers: the one place where a domain failure becomes a status.
 * What a failure means is decided where it is returned; here it is only written down.
 */
import type { Context } from 'hono'
import { errorTable } from '../../contract/errors.ts'
import type { Failure } from '../../contract/errors.ts'
import type { Problem } from '../../contract/problem.ts'
import { isPassing } from '../../storage/d1-errors.ts'
import { errorText, logError, requestMark } from './log.ts'
import type { EdgeEnv } from './request-context.ts'

/** `application/problem+json` for a failure. `headers` adds what the status asks for, such as `Allow`. */
export const problemResponse = (requestId: string, failure: Failure, headers: Record<string, string> = {}): Response => {
  const { status, title } = errorTable[failure.code]
  const body: Problem = {
    type: `urn:prost:problem:${failure.code}`,
    title,
    status,
    detail: failure.detail,
    code: failure.code,
    request_id: requestId,
    ...(failure.errors === undefined ? {} : { errors: [...failure.errors] }),
    ...(failure.retryAfterSeconds === undefined ? {} : { retry_after_ms: Math.ceil(failure.retryAfterSeconds * 1_000) }),
  }
  return new Response(JSON.stringify(body), { status, headers: { ...failureHeaders(failure), ...headers } })
}

/** The same, from a handler. */
export const problem = <E extends EdgeEnv>(c: Context<E>, failure: Failure, headers?: Record<string, string>): Response =>
  problemResponse(c.get('requestId'), failure, headers)

const failureHeaders = (failure: Failure): Record<string, string> => ({
  'Content-Type': 'application/problem+json',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  ...(failure.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(Math.max(1, Math.ceil(failure.retryAfterSeconds))) }),
  ...(failure.code === 'invalid_credentials' ? { 'WWW-Authenticate': 'Basic realm="prost"' } : {}),
})

/** For `app.onError`: what no rule expected is logged in full and answered without a word about it; what passes by itself says when to come back. */
export const onError = <E extends EdgeEnv>(error: Error, c: Context<E>): Response => {
  const mark = requestMark(c.get('requestId'), c.get('trace'))
  logError({ event: 'request_failed', ...mark, method: c.req.method, path: c.req.path, error: errorText(error) })
  if (isPassing(error)) return problem(c, { code: 'temporarily_unavailable', detail: 'Try again in a moment.', retryAfterSeconds: 2 })
  return problem(c, { code: 'internal_error', detail: 'The request id names this failure in our logs.' })
}
