/** Dead letters: queue messages that kept failing. For whoever runs the platform, with the operations token; they span apps. */
import * as z from 'zod'
import { json, pageOf, pageQuery, pathId } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { exampleTime } from './examples.ts'

export const deadLetterSummary = z.object({
  id: z.string(),
  queue: z.string(),
  app_id: z.string().nullable().describe('Null when the body could not even be parsed.'),
  error: z.string(),
  attempts: z.int(),
  first_sent_at: z.string(),
  stored_at: z.string(),
  replayed_at: z.string().nullable(),
})
export type DeadLetterSummary = z.infer<typeof deadLetterSummary>

export const deadLetter = deadLetterSummary.extend({ body: z.string().describe('The message as it was sent.') })
export type DeadLetter = z.infer<typeof deadLetter>

const exampleSummary = {
  id: '01939b7e-4a5e-7c1e-9d53-0f4a6f1c2b3d',
  queue: 'prost-events',
  app_id: null,
  error: 'the body is not four lines',
  attempts: 6,
  first_sent_at: exampleTime,
  stored_at: '2026-11-20T12:01:00.000Z',
  replayed_at: null,
}

const params = z.object({ id: pathId })
const example = { params: { id: exampleSummary.id } }

export const listDeadLetters = {
  operationId: 'listDeadLetters',
  method: 'get',
  path: '/v1/ops/dead-letters',
  summary: 'Queue messages that kept failing, newest first',
  tag: 'Operations',
  access: { by: 'ops' },
  door: 'gateway',
  query: z.object({
    ...pageQuery,
    state: z.enum(['waiting', 'replayed']).optional().meta({ description: 'Only those not yet replayed, or only those that were.' }),
  }),
  answers: { 200: { description: 'A page.', content: json(pageOf(deadLetterSummary), { data: [exampleSummary], next_cursor: null }) } },
  errors: ['invalid_cursor', 'validation_failed'],
} as const satisfies Operation

export const getDeadLetter = {
  operationId: 'getDeadLetter',
  method: 'get',
  path: '/v1/ops/dead-letters/{id}',
  summary: 'One dead letter with its body',
  tag: 'Operations',
  access: { by: 'ops' },
  door: 'gateway',
  params,
  answers: { 200: { description: 'The dead letter.', content: json(deadLetter, { ...exampleSummary, body: 'not four lines' }) } },
  errors: ['not_found'],
  example,
} as const satisfies Operation

export const replayDeadLetter = {
  operationId: 'replayDeadLetter',
  method: 'post',
  path: '/v1/ops/dead-letters/{id}/replay',
  summary: 'Send a dead letter into its queue again',
  description: 'Safe to repeat: what a message says is stored once however often it comes.',
  tag: 'Operations',
  access: { by: 'ops' },
  door: 'gateway',
  params,
  answers: {
    200: {
      description: 'It is in the queue again.',
      content: json(deadLetterSummary, { ...exampleSummary, replayed_at: '2026-11-20T12:05:00.000Z' }),
    },
  },
  errors: ['not_found'],
  example,
} as const satisfies Operation

export const opsOperations: readonly Operation[] = [listDeadLetters, getDeadLetter, replayDeadLetter]
