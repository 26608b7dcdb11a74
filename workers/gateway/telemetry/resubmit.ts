/**
 * Sends an event in quarantine through the ingest door again, with the caller's own key (operators have none: `take-event.ts`), and marks
 * the row when it was taken. An event without an id gets the row's, so one row becomes at most one event however often it is tried.
 */
import type { Context } from 'hono'
import { ingestAnswer } from '../../../contract/events.ts'
import type { QuarantinedEvent } from '../../../contract/events.ts'
import type { Failure } from '../../../contract/errors.ts'
import type { EventStoreReader } from '../../../domain/events/event-store.ts'
import { problem } from '../../shared/problem.ts'
import type { ApiEnv } from '../bindings.ts'
import { reply } from '../../shared/http/reply.ts'
import { toIngest } from './ingest-door.ts'
import { takeEvent } from './take-event.ts'

type Resubmission = {
  readonly row: QuarantinedEvent
  readonly reader: EventStoreReader
  readonly event: Record<string, unknown> | undefined
  readonly now: number
}

export const resubmit = async (c: Context<ApiEnv>, { row, reader, event, now }: Resubmission): Promise<Response> => {
  const body = bodyToSend(row, event)
  if (typeof body !== 'string') return problem(c, body.failure)
  const answer = c.get('caller').kind === 'operator' ? await takenHere(c, body, now) : await throughDoor(c, body)
  const text = await answer.text()
  const taken = answer.ok ? takenAs(text) : null
  if (taken !== null) await reader.markResubmitted(row.id, taken, now)
  return new Response(text, answer)
}

const throughDoor = (c: Context<ApiEnv>, body: string): Promise<Response> => {
  const headers = { 'Content-Type': 'application/json', 'X-Request-Id': c.get('requestId'), ...credentials(c.req.raw.headers) }
  return toIngest(new Request(new URL('/v1/events', c.req.url), { method: 'POST', headers, body }), c.env)
}

const takenHere = async (c: Context<ApiEnv>, body: string, now: number): Promise<Response> => {
  const taken = await takeEvent(c.env, c.get('caller').app, body, now)
  return taken.ok ? reply(c, taken.value, 202) : problem(c, taken.error)
}

/** In an array, so that an event is never taken for an envelope. What was stored goes as it was, byte for byte. */
const bodyToSend = (row: QuarantinedEvent, event: Record<string, unknown> | undefined): string | { readonly failure: Failure } => {
  if (event !== undefined) return JSON.stringify([{ id: row.id, ...event }])
  if (row.truncated) return { failure: needsFix('Only the beginning of this event was kept') }
  return isJson(row.raw) ? `[${withId(row.raw, row.id)}]` : { failure: needsFix('What was sent is not JSON') }
}

/** Written into the text, because parsing and printing it could change a number that is in quarantine for being too large. */
const withId = (raw: string, id: string): string => {
  const value: unknown = JSON.parse(raw)
  if (typeof value !== 'object' || value === null || Array.isArray(value) || Object.hasOwn(value, 'id')) return raw
  const rest = raw.trim().slice(1)
  return `{"id":${JSON.stringify(id)}${Object.keys(value).length > 0 ? ',' : ''}${rest}`
}

const needsFix = (why: string): Failure => ({ code: 'validation_failed', detail: `${why}: send the fixed one as \`event\`.` })

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    // Not an error of ours: the text in quarantine may be anything.
    return false
  }
}

/** The event's id when the door took it, now or before. */
const takenAs = (text: string): string | null => {
  const [receipt] = ingestAnswer.parse(JSON.parse(text)).events
  return receipt?.status === 'accepted' || receipt?.status === 'duplicate' ? receipt.id : null
}

const credentials = (headers: Headers): Record<string, string> =>
  Object.fromEntries(['X-Prost-App-Key', 'X-Prost-App-Secret', 'Authorization'].flatMap((name) => entry(name, headers.get(name))))

const entry = (name: string, value: string | null): [string, string][] => (value === null ? [] : [[name, value]])
