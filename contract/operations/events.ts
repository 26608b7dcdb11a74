/** Sending events and reading them back. */
import * as z from 'zod'
import { eventInput, eventLimits, eventType, ingestAnswer, storableText, storedEvent, timestamp } from '../events.ts'
import { idempotencyHeader, json, pageOf, pageQuery, pathId } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { exampleEvent, exampleEventId, exampleReceipts, exampleStoredEvent, exampleTime } from './examples.ts'

/** Many events with the sender's clock, which is only used to measure `skew_ms`. */
export const eventEnvelope = z.strictObject({
  sent_at: timestamp.optional(),
  events: z.array(eventInput).min(1).max(eventLimits.eventsPerRequest),
})

/** CloudEvents 1.0, structured. `type` and `id` are the event's; `subject`, or `source` without one, is the actor. */
export const cloudEvent = z.looseObject({
  specversion: z.literal('1.0'),
  id: z.string(),
  source: z.string(),
  type: z.string(),
  subject: z.string().optional(),
  time: timestamp.optional(),
  data: z.unknown().optional(),
})

const exampleCloudEvent = { specversion: '1.0', id: exampleEventId, source: '/posts', type: 'interaction.like', subject: 'user-17' }

export const sendEvents = {
  operationId: 'sendEvents',
  method: 'post',
  path: '/v1/events',
  summary: 'Send events',
  description: [
    'One event, an array, an envelope, NDJSON, or CloudEvents 1.0 in any HTTP mode; `Content-Encoding: gzip` is accepted.',
    'At most 1,000 events and 1 MiB a request (5 MiB after inflation), 32 KiB an event.',
    'A bad event never blocks its neighbours: it goes to quarantine with its reason. `accepted` is a promise: stored exactly once, counted exactly once.',
    'The types `session.start`, `session.ping`, `session.end` and `session.recover` move telemetry sessions and need `session_id`.',
  ].join('\n\n'),
  tag: 'Events',
  access: { by: 'public_key', scope: 'telemetry' },
  door: 'ingest',
  headers: idempotencyHeader,
  body: {
    required: true,
    content: {
      'application/json': { schema: z.union([eventInput, z.array(eventInput), eventEnvelope]), example: exampleEvent },
      'application/x-ndjson': { schema: z.string(), example: `${JSON.stringify(exampleEvent)}\n` },
      'application/cloudevents+json': { schema: cloudEvent, example: exampleCloudEvent },
      'application/cloudevents-batch+json': { schema: z.array(cloudEvent), example: [exampleCloudEvent] },
    },
  },
  answers: { 202: { description: 'A receipt for every event, in order.', content: json(ingestAnswer, exampleReceipts) } },
  errors: ['invalid_json', 'invalid_encoding', 'idempotency_conflict', 'payload_too_large', 'unsupported_media_type', 'validation_failed'],
} as const satisfies Operation

export const preflightEvents = {
  operationId: 'preflightEvents',
  method: 'options',
  path: '/v1/events',
  summary: 'CORS preflight of sending events',
  description: 'Browsers ask this by themselves. Whether an origin may send is decided with the key, when it sends.',
  tag: 'Events',
  access: { by: 'none' },
  door: 'ingest',
  answers: { 204: { description: 'The methods and headers a browser may use.', content: {} } },
  errors: [],
} as const satisfies Operation

export const rangeQuery = {
  from: timestamp.optional().meta({ description: 'Received at or after this moment.' }),
  to: timestamp.optional().meta({ description: 'Received before this moment.' }),
}

export const listEvents = {
  operationId: 'listEvents',
  method: 'get',
  path: '/v1/events',
  summary: 'Stored events, newest first',
  tag: 'Events',
  access: { by: 'secret_key', scope: 'telemetry' },
  door: 'gateway',
  query: z.object({
    type: eventType.optional(),
    actor_id: storableText(256).optional(),
    session_id: storableText(128).optional(),
    ...rangeQuery,
    ...pageQuery,
  }),
  answers: { 200: { description: 'A page.', content: json(pageOf(storedEvent), { data: [exampleStoredEvent], next_cursor: null }) } },
  errors: ['invalid_cursor', 'validation_failed'],
  example: { query: { type: 'interaction.like', limit: '50' } },
} as const satisfies Operation

export const getEvent = {
  operationId: 'getEvent',
  method: 'get',
  path: '/v1/events/{id}',
  summary: 'One stored event',
  description: 'The id is the one the sender gave, percent-encoded: it may hold any character.',
  tag: 'Events',
  access: { by: 'secret_key', scope: 'telemetry' },
  door: 'gateway',
  params: z.object({ id: pathId }),
  answers: { 200: { description: 'The event.', content: json(storedEvent, exampleStoredEvent) } },
  errors: ['not_found'],
  example: { params: { id: exampleEventId } },
} as const satisfies Operation

export const exportFormat = z.enum(['ndjson', 'csv'])

export const exportEvents = {
  operationId: 'exportEvents',
  method: 'get',
  path: '/v1/events/export',
  summary: 'All stored events of a range, streamed, oldest first',
  description:
    'CSV is RFC 4180 with a header line; a text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, tab or carriage return) is preceded by an apostrophe. Use NDJSON for exact text. A stream that breaks off is closed with an error, never quietly.',
  tag: 'Events',
  access: { by: 'secret_key', scope: 'telemetry' },
  door: 'gateway',
  query: z.object({ format: exportFormat.default('ndjson'), ...rangeQuery }),
  answers: {
    200: {
      description: 'The events.',
      content: {
        'application/x-ndjson': { schema: z.string(), example: `${JSON.stringify(exampleStoredEvent)}\n` },
        'text/csv': { schema: z.string(), example: 'id,type,actor_id\r\n' },
      },
    },
  },
  errors: ['validation_failed'],
  example: { query: { format: 'ndjson', from: exampleTime } },
} as const satisfies Operation

export const eventsOperations: readonly Operation[] = [sendEvents, preflightEvents, listEvents, exportEvents, getEvent]
