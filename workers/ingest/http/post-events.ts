/** `POST /v1/events`: bytes → candidates → items → the objects that keep them → receipts. */
import type { Context } from 'hono'
import type { Result } from '../../../contract/errors.ts'
import { idempotencyKey } from '../../../contract/idempotency.ts'
import { issuesOf } from '../../../contract/issues.ts'
import { readBody } from '../../../domain/events/body.ts'
import { botLabel, isBotCall } from '../../../domain/events/bot-label.ts'
import { idSource } from '../../../domain/events/event-id.ts'
import { formatOf, mediaTypes } from '../../../domain/events/format.ts'
import { ingestAnswer } from '../../../domain/events/ingest-answer.ts'
import { prepareEvents } from '../../../domain/events/prepare-events.ts'
import { readBatch } from '../../../domain/events/read-batch.ts'
import { telemetryShardName } from '../../../durable-objects/names.ts'
import { errorText, logError, requestMark } from '../../shared/log.ts'
import { problem } from '../../shared/problem.ts'
import type { ClosedObjects } from '../closed-objects.ts'
import type { IngestHono } from '../ingest-env.ts'
import type { Delivery } from '../shard-door.ts'
import { deliver } from '../shard-door.ts'
import { onceFor, type Posted } from './once-for.ts'
import { tooMany } from './too-many.ts'

/** `closed` is the isolate's memory of limits that are used up. */
export const postEvents = (closed: ClosedObjects) => {
  return async (c: Context<IngestHono>): Promise<Response> => {
    const { app } = c.get('caller')
    // An app with one object: where the request goes is known before anything of it is read.
    const limited = app.telemetry_shards === 1 ? closed.why(telemetryShardName(app, 0), Date.now()) : null
    return limited === null ? postOpen(c, closed) : tooMany(c, limited)
  }
}

const postOpen = async (c: Context<IngestHono>, closed: ClosedObjects): Promise<Response> => {
  const receivedAt = Date.now()
  const key = keyOf(c.req.raw.headers)
  if (!key.ok) return problem(c, key.error)
  const posted = await readPosted(c.req.raw)
  if (!posted.ok) return problem(c, posted.error, posted.error.code === 'unsupported_media_type' ? accepted : {})
  const take = () => takeEvents(c, posted.value, key.value, receivedAt, closed)
  return key.value === null ? take() : onceFor(c, key.value, posted.value, take, closed)
}

const takeEvents = async (
  c: Context<IngestHono>,
  { format, bytes }: Posted,
  key: string | null,
  receivedAt: number,
  closed: ClosedObjects,
): Promise<Response> => {
  const { app, kind } = c.get('caller')
  const batch = readBatch(format, c.req.raw.headers, bytes)
  if (!batch.ok) return problem(c, batch.error)
  const isBot = botLabel(isBotCall(kind, c.req.header('User-Agent') ?? null))
  const items = prepareEvents(batch.value, { receivedAt, newId: idSource(app.app_id, key), isBot })
  if (!items.ok) return problem(c, items.error)
  const delivery = await deliver(app, items.value, receivedAt, (name) => c.env.TELEMETRY_SHARD.getByName(name), closed)
  if (delivery.ok) return c.json(ingestAnswer(items.value, delivery.verdicts), 202)
  return delivery.kind === 'limited' ? tooMany(c, delivery.limited) : notPromised(c, delivery)
}

/** RFC 9110 §12.5.1 and RFC 7694: a 415 says what would have been taken. */
const accepted = { Accept: mediaTypes.join(', '), 'Accept-Encoding': 'gzip, identity' }

/** The format is known from the headers, so a wrong one is refused before anything is read. */
const readPosted = async (request: Request): Promise<Result<Posted>> => {
  const format = formatOf(request.headers)
  if (!format.ok) return format
  const bytes = await readBody(request)
  return bytes.ok ? { ok: true, value: { format: format.value, bytes: bytes.value } } : bytes
}

const keyOf = (headers: Headers): Result<string | null> => {
  const given = headers.get('Idempotency-Key')
  if (given === null) return { ok: true, value: null }
  const parsed = idempotencyKey.safeParse(given)
  if (parsed.success) return { ok: true, value: parsed.data }
  const detail = 'An Idempotency-Key is 1 to 255 printable ASCII characters without blanks.'
  return { ok: false, error: { code: 'validation_failed', detail, errors: issuesOf(parsed.error, ['Idempotency-Key']) } }
}

const notPromised = (
  c: Context<IngestHono>,
  { object, cause, retryAfterSeconds }: Extract<Delivery, { kind: 'not_promised' }>,
): Response => {
  const mark = requestMark(c.get('requestId'), c.get('trace'))
  logError({ event: 'accept_refused', ...mark, app_id: c.get('caller').app.app_id, object, error: errorText(cause) })
  return problem(c, {
    code: 'temporarily_unavailable',
    detail: 'Send the request again, with the same event ids or the same Idempotency-Key.',
    retryAfterSeconds,
  })
}
