/** The outer shape of JSON input, over HTTP and in socket frames: one event, an array, or `{ sent_at, events }`. */
import * as z from 'zod'
import type { Failure, Result } from '../../contract/errors.ts'
import { eventLimits, timestamp } from '../../contract/events.ts'
import { issuesOf } from '../../contract/issues.ts'
import type { Batch } from './candidate.ts'
import { batchOf } from './candidate.ts'
import { appNamedIn } from './golden-rule.ts'
import { isJsonObject } from './json-value.ts'

const envelope = z.strictObject({ sent_at: timestamp.optional(), events: z.array(z.unknown()) })

export const tooManyEvents: Failure = {
  code: 'payload_too_large',
  detail: `A request carries at most ${eventLimits.eventsPerRequest} events.`,
}

/** An empty array is a batch of nothing: it can be read, so it is not an error. */
export const readEnvelope = (value: unknown): Result<Batch> => {
  if (Array.isArray(value)) return sized(batchOf(value))
  if (!isJsonObject(value)) return wrongShape('The body is one event, an array of events, or { sent_at, events }.')
  if (!Object.hasOwn(value, 'events')) return { ok: true, value: batchOf([value]) }
  const named = appNamedIn(value)
  if (named !== null) return { ok: false, error: named }
  const parsed = envelope.safeParse(value)
  if (!parsed.success) return wrongShape('The envelope is { sent_at, events }.', parsed.error)
  const { sent_at, events } = parsed.data
  return sized(batchOf(events, sent_at === undefined ? null : Date.parse(sent_at)))
}

export const sized = (batch: Batch): Result<Batch> =>
  batch.candidates.length > eventLimits.eventsPerRequest ? { ok: false, error: tooManyEvents } : { ok: true, value: batch }

export const wrongShape = (detail: string, error?: z.ZodError): Result<never> => ({
  ok: false,
  error: { code: 'validation_failed', detail, ...(error === undefined ? {} : { errors: issuesOf(error) }) },
})
