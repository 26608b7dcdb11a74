/** The OpenAPI document out of `contract/http.ts`. Pure: the same contract gives the same text. */
import { createDocument } from 'zod-openapi'
import type { ZodOpenApiObject, ZodOpenApiOperationObject, ZodOpenApiResponsesObject } from 'zod-openapi'
import { operations } from '../../contract/http.ts'
import { mirrorOf } from '../../contract/mirror.ts'
import { errorsOf } from '../../contract/operation.ts'
import type { Operation } from '../../contract/operation.ts'
import { accessWords, securityOf, securitySchemes } from './access.ts'
import { finish } from './finish.ts'
import { headerComponents, headersOf, problemExamples, problemResponses, problemsOf } from './problems.ts'
import { namedSchemas, socketFrames, withoutNoise } from './schemas.ts'
import { tagsOf } from './tags.ts'

const info = {
  title: 'Prost',
  version: '1.0.0',
  summary: 'Send facts, see what happens now.',
  description: [
    'Every answer carries `X-Request-Id` and continues a W3C `traceparent`. Times are RFC 3339 UTC with milliseconds.',
    'The app is resolved from the credential and nothing else: a body or query that names `app_id` or `tenant_id` is refused with 400 `app_id_forbidden`. What belongs to another app is 404.',
    'Errors are RFC 9457 problems; branch on `code`, which is stable. A method that a path does not take is 405 with `Allow`.',
    'Lists are paged: `limit` and `cursor` ask, `data` and `next_cursor` answer; `next_cursor` is null on the last page.',
    'Writes take an `Idempotency-Key`: for 24 hours the same key and body give the stored answer.',
  ].join('\n\n'),
  contact: { name: 'Whoever runs this deployment' },
  license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
}

/** Request headers that every operation takes. */
const requestHeaders = {
  RequestId: {
    in: 'header' as const,
    name: 'X-Request-Id',
    description: 'Your name for this request: at most 128 letters, digits and `._:/=+-`. Without one the server makes a UUIDv7.',
    schema: { type: 'string' as const, maxLength: 128 },
  },
  TraceParent: {
    in: 'header' as const,
    name: 'traceparent',
    description: 'W3C Trace Context: the answer continues it.',
    schema: { type: 'string' as const },
    example: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  },
}

export const openApiDocument = (): ReturnType<typeof createDocument> => {
  const document = createDocument(
    {
      openapi: '3.1.1',
      info,
      servers: [{ url: '/', description: 'This deployment.' }],
      tags: tagsOf(operations),
      paths: pathsOf(operations),
      components: {
        schemas: namedSchemas,
        securitySchemes,
        parameters: requestHeaders,
        headers: headerComponents,
        responses: problemResponses(operations.map(errorsOf)),
        examples: problemExamples(new Set(operations.flatMap(errorsOf))),
      },
    },
    { override: withoutNoise },
  )
  finish(document, operations)
  return document
}

const pathsOf = (all: readonly Operation[]): NonNullable<ZodOpenApiObject['paths']> => {
  const common = Object.keys(requestHeaders).map((name) => ({ $ref: `#/components/parameters/${name}` as const }))
  return Object.fromEntries(
    [...Map.groupBy(all, ({ path }) => path)].map(([path, group]) => [
      path,
      { parameters: common, ...Object.fromEntries(group.map((operation) => [operation.method, operationObject(operation)])) },
    ]),
  )
}

const operationObject = (operation: Operation): ZodOpenApiOperationObject => {
  const { operationId, summary, tag, access, params, query, headers, body } = operation
  const requestParams = { ...(params && { path: params }), ...(query && { query }), ...(headers && { header: headers }) }
  const words = accessWords(access)
  return {
    operationId,
    summary: mirrored.has(operationId) ? `${summary} (for operators)` : summary,
    description: [operation.description, words].filter(Boolean).join('\n\n'),
    tags: [tag],
    security: securityOf(access),
    ...(Object.keys(requestParams).length > 0 && { requestParams }),
    ...(body && { requestBody: { required: body.required, content: { ...body.content } } }),
    responses: { ...problemsOf(errorsOf(operation)), ...answersOf(operation) },
    'x-prost-access': { ...access, words },
    ...(mirrored.has(operationId) && { 'x-prost-operator-view-of': mirrored.get(operationId) }),
    ...(socketFrames[operationId] && {
      'x-prost-socket': socketFrames[operationId].map((name) => ({ $ref: `#/components/schemas/${name}` })),
    }),
  }
}

/** Operator views by what they are a view of. */
const mirrored: ReadonlyMap<string, string> = new Map(
  operations.flatMap((operation) => {
    const mirror = mirrorOf(operation)
    return mirror === null ? [] : [[mirror.operationId, operation.operationId]]
  }),
)

/** A status that is also a problem's keeps its own description. */
const answersOf = (operation: Operation): ZodOpenApiResponsesObject =>
  Object.fromEntries(
    Object.entries(operation.answers).map(([status, { description, content }]) => [
      status as `${1 | 2 | 3 | 4 | 5}${string}`,
      {
        description,
        headers: headersOf(Number(status), errorsOf(operation).includes('rate_limited')),
        ...(Object.keys(content).length > 0 && { content: { ...content } }),
      },
    ]),
  )
