/**
 * `Idempotency-Key` on `POST /v1/events`: the same key and body give the stored answer for 24 h, another body is told so.
 * Kept in the telemetry object that the key hashes to, because no request of this door waits for D1. Twins at the same
 * time may both go on: their events have the same ids, so nothing counts twice.
 */
import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import type { Failure } from '../../../contract/errors.ts'
import type { Recalled, TelemetryShardRpc } from '../../../contract/telemetry.ts'
import type { Format } from '../../../domain/events/format.ts'
import { telemetryAllowance } from '../../../domain/limits/telemetry-allowance.ts'
import { telemetryShardName, telemetryShardOf } from '../../../durable-objects/names.ts'
import { errorText, logError, requestMark } from '../../shared/log.ts'
import { problem } from '../../shared/problem.ts'
import type { ClosedObjects } from '../closed-objects.ts'
import type { IngestHono } from '../ingest-env.ts'
import { tooMany } from './too-many.ts'

/** What was sent, decoded but not yet parsed. */
export type Posted = { readonly format: Format; readonly bytes: Uint8Array }

const otherBody: Failure = { code: 'idempotency_conflict', detail: 'This Idempotency-Key came with another body before.' }
const unknowable: Failure = { code: 'temporarily_unavailable', detail: 'Send the request again, as it is.', retryAfterSeconds: 1 }

export const onceFor = async (
  c: Context<IngestHono>,
  key: string,
  posted: Posted,
  take: () => Promise<Response>,
  closed: ClosedObjects,
): Promise<Response> => {
  const { app } = c.get('caller')
  const name = telemetryShardName(app, telemetryShardOf(app, key))
  const object = (): Pick<TelemetryShardRpc, 'recall' | 'remember'> => c.env.TELEMETRY_SHARD.getByName(name)
  const hash = requestHash(posted, c.req.raw.headers)
  let recalled: Recalled
  try {
    recalled = await object().recall(key, hash, telemetryAllowance(app, 1))
  } catch (error) {
    logUnkept(c, name, error)
    return problem(c, unknowable)
  }
  switch (recalled.kind) {
    case 'other_request':
      return problem(c, otherBody)
    case 'limited':
      closed.note(name, recalled.limited, Date.now())
      return tooMany(c, recalled.limited)
    case 'answered':
      return c.newResponse(recalled.answer, 202, { 'Content-Type': 'application/json', 'Idempotency-Replayed': 'true' })
    case 'new':
      return remembered(c, await take(), (answer) => object().remember(key, hash, answer), name)
    default:
      return recalled satisfies never
  }
}

/** Of all that says what was sent; a binary CloudEvent has its attributes in headers, which iterate in the order of their names. */
const requestHash = ({ format, bytes }: Posted, headers: Headers): string => {
  const attributes = format === 'cloudevent_binary' ? [...headers].filter(([name]) => name.startsWith('ce-')) : []
  return createHash('sha256')
    .update(`${format}\n${JSON.stringify(attributes)}\n`)
    .update(bytes)
    .digest('hex')
}

/** The events are kept by now: an answer that could not be remembered is still the answer. */
const remembered = async (
  c: Context<IngestHono>,
  response: Response,
  remember: (answer: string) => Promise<void>,
  object: string,
): Promise<Response> => {
  if (response.status !== 202) return response
  try {
    await remember(await response.clone().text())
  } catch (error) {
    logUnkept(c, object, error)
  }
  return response
}

const logUnkept = (c: Context<IngestHono>, object: string, error: unknown): void =>
  logError({ event: 'idempotency_unkept', ...requestMark(c.get('requestId'), c.get('trace')), object, error: errorText(error) })
