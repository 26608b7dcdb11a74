/** The OpenAPI document out of `contract/http.ts`. Pure: the same contract gives the same text. */
import { createDocument } from 'zod-openapi'
import type { ZodOpenApiObject, ZodOpenApiOperationObject, ZodOpenApiResponsesObject } from 'zod-openapi'
import { errorTable } from '../../contract/errors.ts'
import { problem } from '../../contract/problem.ts'
import type { ErrorCode } from '../../contract/errors.ts'
import { eventInput, ingestAnswer, quarantinedEvent, storedEvent } from '../../contract/events.ts'
import { operations } from '../../contract/http.ts'
import { metricsSnapshot, seriesAnswer, verifyAnswer } from '../../contract/metrics.ts'
import { errorsOf } from '../../contract/operation.ts'
import type { Access, Answer, Operation } from '../../contract/operation.ts'
import { cloudEvent, eventEnvelope } from '../../contract/operations/events.ts'
import { deadLetter, deadLetterSummary } from '../../contract/operations/ops.ts'
import { readiness } from '../../contract/operations/platform.ts'
import { errorFrame, receiptsFrame, welcomeFrame } from '../../contract/telemetry-socket.ts'

/** Schemas with a name of their own in the document. */
const schemas = {
  Problem: problem,
  Event: eventInput,
  EventEnvelope: eventEnvelope,
  CloudEvent: cloudEvent,
  Receipts: ingestAnswer,
  StoredEvent: storedEvent,
  QuarantinedEvent: quarantinedEvent,
  AppMetricsSnapshot: metricsSnapshot,
  MetricsSeries: seriesAnswer,
  Verification: verifyAnswer,
  DeadLetter: deadLetter,
  DeadLetterSummary: deadLetterSummary,
  Readiness: readiness,
  TelemetryWelcome: welcomeFrame,
  TelemetryReceipts: receiptsFrame,
  TelemetryError: errorFrame,
}

const introduction = [
  'Send facts, see what happens now. Every answer carries `X-Request-Id` and continues a W3C `traceparent`.',
  'The app is resolved from the credential and nothing else: a body or query that names `app_id` or `tenant_id` is refused.',
  'Errors are RFC 9457 problems; branch on `code`, which is stable (see `errors.md`). Times are RFC 3339 UTC with milliseconds.',
].join('\n\n')

const securitySchemes = {
  appKey: { type: 'apiKey', in: 'header', name: 'X-Prost-App-Key', description: 'The public half of a key: `pq_pk_…`.' },
  appSecret: { type: 'apiKey', in: 'header', name: 'X-Prost-App-Secret', description: 'The secret half: `pq_sk_…`. Never in a browser.' },
  basic: { type: 'http', scheme: 'basic', description: 'The same pair as HTTP Basic, `pk:sk`; `pk:` is the public half alone.' },
  opsToken: { type: 'http', scheme: 'bearer', description: 'The operations token of the deployment.' },
} as const

const security: Record<Access['by'], Record<string, string[]>[]> = {
  none: [],
  public_key: [{ appKey: [] }, { basic: [] }],
  secret_key: [{ appKey: [], appSecret: [] }, { basic: [] }],
  ops: [{ opsToken: [] }],
}

export const openApiDocument = (): ReturnType<typeof createDocument> =>
  createDocument(
    {
      openapi: '3.1.1',
      info: { title: 'Prost', version: '1.0.0', description: introduction, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
      servers: [{ url: '/' }],
      tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
      paths: pathsOf(operations),
      components: { schemas, securitySchemes },
    },
    { override: ({ jsonSchema }) => withoutSafeIntegerBounds(jsonSchema) },
  )

const pathsOf = (all: readonly Operation[]): NonNullable<ZodOpenApiObject['paths']> => {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {}
  for (const operation of all) (paths[operation.path] ??= {})[operation.method] = operationObject(operation)
  return paths
}

const operationObject = (operation: Operation): ZodOpenApiOperationObject => {
  const { operationId, summary, tag, access, params, query, headers, body } = operation
  const requestParams = { ...(params && { path: params }), ...(query && { query }), ...(headers && { header: headers }) }
  return {
    operationId,
    summary,
    description: [operation.description, accessText(access)].filter(Boolean).join('\n\n'),
    tags: [tag],
    security: security[access.by].map((needed) => ({ ...needed })),
    ...(Object.keys(requestParams).length > 0 && { requestParams }),
    ...(body && { requestBody: { required: body.required, content: { ...body.content } } }),
    responses: { ...problemsOf(errorsOf(operation)), ...answersOf(operation.answers) },
  }
}

const accessText = (access: Access): string => {
  if (access.by === 'none') return 'Open to everyone.'
  if (access.by === 'ops') return 'Needs the operations token.'
  if (access.by === 'secret_key') return `Needs the secret of a key with the scope \`${access.scope}\`.`
  return `The public half of a key with the scope \`${access.scope}\` is enough; browsers only from the origins of the app.`
}

const answersOf = (answers: Readonly<Record<number, Answer>>): ZodOpenApiResponsesObject =>
  Object.fromEntries(
    Object.entries(answers).map(([status, { description, content }]) => [
      status as `${1 | 2 | 3 | 4 | 5}${string}`,
      { description, headers: commonHeaders, ...(Object.keys(content).length > 0 && { content: { ...content } }) },
    ]),
  )

const commonHeaders = { 'X-Request-Id': { schema: { type: 'string' as const }, description: 'Names this request in our logs.' } }

/** One answer per status, naming the codes it can carry. A status that is also an answer keeps its own description. */
const problemsOf = (codes: readonly ErrorCode[]): ZodOpenApiResponsesObject => {
  const byStatus = Map.groupBy(codes, (code) => errorTable[code].status)
  return Object.fromEntries(
    [...byStatus]
      .toSorted(([a], [b]) => a - b)
      .map(([status, group]) => [
        String(status) as `${4 | 5}${string}`,
        {
          description: group.map((code) => `\`${code}\`: ${errorTable[code].title}.`).join(' '),
          headers: commonHeaders,
          content: { 'application/problem+json': { schema: problem } },
        },
      ]),
  )
}

/** zod says of every integer that it is a safe one: noise in a document. */
const withoutSafeIntegerBounds = (schema: { minimum?: unknown; maximum?: unknown }): void => {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
}
