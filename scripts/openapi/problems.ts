/** How an operation fails, in the document: one answer per status, an example of every code it can carry, and the headers of every answer. */
import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from 'zod-openapi'
import { errorTable } from '../../contract/errors.ts'
import type { ErrorCode } from '../../contract/errors.ts'
import { problem } from '../../contract/problem.ts'
import type { Problem } from '../../contract/problem.ts'

const text = (description: string, example: string) => ({ description, schema: { type: 'string' as const }, example })

/** Header components, named as they are sent. */
export const headerComponents = {
  'X-Request-Id': text('Names this request in our logs; yours when you sent one.', '01939b7e-4a5e-7c1e-9d53-0f4a6f1c2b3d'),
  RateLimit: text(
    'What is left of a limit: `r` until it refills in `t` seconds (IETF draft RateLimit header fields). On every 429, elsewhere where it is known.',
    '"key";r=5991;t=1',
  ),
  'RateLimit-Policy': text('The limit: `q` in a window of `w` seconds.', '"key";q=6000;w=60'),
  'Retry-After': {
    description: 'Seconds to wait before asking again.',
    schema: { type: 'integer' as const, minimum: 1 },
    example: 2,
  },
  'WWW-Authenticate': text('How to authenticate here (RFC 9110).', 'Basic realm="prost"'),
}
type HeaderName = keyof typeof headerComponents

const refs = (...names: HeaderName[]) => Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` as const }]))

/** What an answer of this status carries. `limited`: the operation counts against a limit. */
export const headersOf = (status: number, limited: boolean) => {
  switch (status) {
    case 401:
      return refs('X-Request-Id', 'WWW-Authenticate')
    case 429:
      return refs('X-Request-Id', 'RateLimit', 'RateLimit-Policy', 'Retry-After')
    case 503:
      return refs('X-Request-Id', 'Retry-After')
    default:
      return status < 300 && limited ? refs('X-Request-Id', 'RateLimit', 'RateLimit-Policy') : refs('X-Request-Id')
  }
}

const byStatus = (codes: readonly ErrorCode[]): [number, ErrorCode[]][] =>
  [...Map.groupBy(codes, (code) => errorTable[code].status)].toSorted(([a], [b]) => a - b)

const nameOf = (codes: readonly ErrorCode[]): string => codes.toSorted().join('.')

/** One answer per status, shared by all operations that fail alike. */
export const problemsOf = (codes: readonly ErrorCode[]): ZodOpenApiResponsesObject =>
  Object.fromEntries(
    byStatus(codes).map(([status, group]) => [
      String(status) as `${4 | 5}${string}`,
      { $ref: `#/components/responses/${nameOf(group)}` as const },
    ]),
  )

/** Answer components, named by the codes they can carry, for operations that fail with these. */
export const problemResponses = (codesOfEach: readonly (readonly ErrorCode[])[]): Record<string, ZodOpenApiResponseObject> =>
  Object.fromEntries(
    codesOfEach.flatMap(byStatus).map(([status, group]) => [
      nameOf(group),
      {
        description: group.map((code) => `\`${code}\`: ${errorTable[code].title}.`).join(' '),
        headers: headersOf(status, false),
        content: { 'application/problem+json': { schema: problem, examples: exampleRefs(group) } },
      },
    ]),
  )

const exampleRefs = (codes: readonly ErrorCode[]) =>
  Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` as const }]))

/** Example components: a problem for each of these codes. */
export const problemExamples = (codes: ReadonlySet<ErrorCode>): Record<string, { summary: string; value: Problem }> =>
  Object.fromEntries(
    (Object.keys(errorTable) as ErrorCode[])
      .filter((code) => codes.has(code))
      .map((code) => [code, { summary: errorTable[code].title, value: exampleProblem(code) }]),
  )

/** What is said where the title alone would say little. */
const details: Partial<Record<ErrorCode, string>> = {
  insufficient_scope: 'The key needs the scope audit.',
  insufficient_role: 'This takes one of the roles owner, admin; yours is analyst.',
  invalid_credentials: 'The app key is unknown or its secret is wrong.',
  app_id_forbidden: 'The query names an app; leave it out, the key says which app it is.',
  origin_forbidden: 'Add this origin to the origins of the app to call from it.',
  idempotency_conflict: 'This Idempotency-Key came with another method, path or body before.',
  payload_too_large: 'The body is larger than 1048576 bytes.',
  unsupported_media_type: 'Send application/json.',
  validation_failed: 'The body does not have the right shape.',
  not_found: 'There is no such route or object.',
  rate_limited: 'Try again in 2 s.',
  internal_error: 'The request id names this failure in our logs.',
  temporarily_unavailable: 'Try again in a moment.',
}

const exampleProblem = (code: ErrorCode): Problem => {
  const { status, title } = errorTable[code]
  return {
    type: `urn:prost:problem:${code}`,
    title,
    status,
    detail: details[code] ?? `${title}.`,
    code,
    request_id: '01939b7e-4a5e-7c1e-9d53-0f4a6f1c2b3d',
    ...(code === 'validation_failed' && { errors: [{ path: 'type', code: 'invalid_format', message: 'Invalid string' }] }),
  }
}
