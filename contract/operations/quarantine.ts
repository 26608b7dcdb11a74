/** Events that could not be taken as they were: reading why, and sending them again after a fix. */
import * as z from 'zod'
import { ingestAnswer, quarantinedEvent } from '../events.ts'
import { idempotencyHeader, json, pageOf, pageQuery, pathId } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { exampleEvent, exampleQuarantined, exampleReceipts } from './examples.ts'

const params = z.object({ id: pathId })
const example = { params: { id: exampleQuarantined.id } }

export const listQuarantine = {
  operationId: 'listQuarantine',
  method: 'get',
  path: '/v1/events/quarantine',
  summary: 'Events in quarantine, newest first',
  tag: 'Quarantine',
  access: { by: 'secret_key', scope: 'telemetry' },
  door: 'gateway',
  query: z.object(pageQuery),
  answers: {
    200: { description: 'A page.', content: json(pageOf(quarantinedEvent), { data: [exampleQuarantined], next_cursor: null }) },
  },
  errors: ['invalid_cursor', 'validation_failed'],
} as const satisfies Operation

export const getQuarantined = {
  operationId: 'getQuarantined',
  method: 'get',
  path: '/v1/events/quarantine/{id}',
  summary: 'One event in quarantine',
  tag: 'Quarantine',
  access: { by: 'secret_key', scope: 'telemetry' },
  door: 'gateway',
  params,
  answers: { 200: { description: 'The event as it was sent, and why it is here.', content: json(quarantinedEvent, exampleQuarantined) } },
  errors: ['not_found'],
  example,
} as const satisfies Operation

/** Without `event` the text as it was sent is tried again. */
export const resubmitInput = z
  .strictObject({ event: z.record(z.string(), z.unknown()).optional().describe('The fixed event.') })
  .default({})

export const resubmitQuarantined = {
  operationId: 'resubmitQuarantined',
  method: 'post',
  path: '/v1/events/quarantine/{id}/resubmit',
  summary: 'Send an event in quarantine again',
  description:
    'With `event`, that is sent; without, the text as it was. It goes through the door that every event goes through, and the answer is its receipt. An event without an id gets the same one each time, so that a repeated call counts once.',
  tag: 'Quarantine',
  access: { by: 'secret_key', scope: 'telemetry' },
  door: 'gateway',
  params,
  headers: idempotencyHeader,
  body: { required: false, content: json(resubmitInput, { event: exampleEvent }) },
  answers: { 202: { description: 'The receipt, as of sending an event.', content: json(ingestAnswer, exampleReceipts) } },
  errors: [
    'not_found',
    'invalid_json',
    'invalid_encoding',
    'payload_too_large',
    'unsupported_media_type',
    'validation_failed',
    'idempotency_conflict',
  ],
  example,
} as const satisfies Operation

export const quarantineOperations: readonly Operation[] = [listQuarantine, getQuarantined, resubmitQuarantined]
