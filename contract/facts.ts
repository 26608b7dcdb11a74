/**
 * What travels in the events queue. A message is text, four lines: a header, and three JSON arrays
 * (events, quarantine, sessions) that go into SQL as they are. The header is parsed at the edge; the rows were
 * parsed by the door that made them and are held to their shape by the tables' constraints.
 * Newlines never occur inside JSON text, so the split is exact.
 */
import * as z from 'zod'
import { appId, batchId } from './ids.ts'

/** Live counters of one object, absolute: the newest `at` wins. */
export const liveCounters = z.object({
  /** Version: epoch ms, rising per object. */
  at: z.int(),
  online_now: z.int(),
  active_sessions: z.int(),
  /** Distinct actors with a live session, by the session's current feature. */
  users_by_feature: z.record(z.string(), z.int()),
})
export type LiveCounters = z.infer<typeof liveCounters>

export const factHeader = z.object({
  v: z.literal(1),
  id: batchId,
  app_id: appId,
  /** The object that holds these facts until they are confirmed, and its outbox rows. */
  source: z.object({ object: z.string(), seqs: z.array(z.int()) }),
  /** Epoch ms of the minute in which every event of the message was received. */
  minute: z.int().multipleOf(60_000),
  events: z.int(),
  quarantined: z.int(),
  sessions: z.int(),
  live: liveCounters.nullable(),
})
export type FactHeader = z.infer<typeof factHeader>

export type FactMessage = {
  header: FactHeader
  /** JSON array of `EventRow`. */
  events: string
  /** JSON array of `QuarantineRow`. */
  quarantine: string
  /** JSON array of `SessionRow`. */
  sessions: string
}

/** What an event carries beyond the columns it is found by. */
export const eventBody = z.object({
  actor_type: z.string().optional(),
  action: z.string().optional(),
  device_id: z.string().optional(),
  feature: z.string().optional(),
  /** Epoch ms. */
  occurred_at: z.int(),
  skew_ms: z.int().optional(),
  skewed: z.literal(true).optional(),
  data: z.record(z.string(), z.unknown()).optional(),
  context: z.record(z.string(), z.unknown()).optional(),
})

/** `[bot, id, received_at ms, type, actor_id, session_id, body]`. */
export const eventRow = z.tuple([
  z.union([z.literal(0), z.literal(1)]),
  z.string(),
  z.int(),
  z.string(),
  z.string(),
  z.string().nullable(),
  eventBody,
])
export type EventRow = z.infer<typeof eventRow>

/** `[id, received_at ms, code, errors, raw text, truncated]`. */
export const quarantineRow = z.tuple([
  z.string(),
  z.int(),
  z.string(),
  z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })),
  z.string(),
  z.union([z.literal(0), z.literal(1)]),
])
export type QuarantineRow = z.infer<typeof quarantineRow>

/** The whole state of one telemetry session; the highest `version` wins. Times are epoch ms. */
export const sessionRow = z.tuple([
  z.string().describe('session_id'),
  z.string().describe('actor_id'),
  z.string().nullable().describe('device_id'),
  z.string().nullable().describe('feature'),
  z.union([z.literal(0), z.literal(1)]).describe('bot'),
  z.int().describe('started_at'),
  z.int().describe('last_seen_at'),
  z.int().nullable().describe('ended_at'),
  z.enum(['ended', 'timeout']).nullable().describe('end_reason'),
  z.int().describe('version'),
])
export type SessionRow = z.infer<typeof sessionRow>

type Decoded<T> = { ok: true; value: T } | { ok: false; error: string }

/** The first line of a queue body: whose it is and who holds it. */
export const decodeHeader = (body: unknown): Decoded<FactHeader> => {
  if (typeof body !== 'string') return { ok: false, error: 'the body is not text' }
  let json: unknown
  try {
    json = JSON.parse(body.split('\n', 1)[0] ?? '')
  } catch (cause) {
    return { ok: false, error: `the header is not JSON: ${String(cause)}` }
  }
  const header = factHeader.safeParse(json)
  return header.success ? { ok: true, value: header.data } : { ok: false, error: z.prettifyError(header.error) }
}

/** Parses a queue body. A failure names what is wrong, for the dead-letter table. */
export const decodeFacts = (body: unknown): Decoded<FactMessage> => {
  const header = decodeHeader(body)
  if (!header.ok) return header
  const [, events, quarantine, sessions, ...rest] = String(body).split('\n')
  if (events === undefined || quarantine === undefined || sessions === undefined || rest.length > 0)
    return { ok: false, error: 'the body is not four lines' }
  return { ok: true, value: { header: header.value, events, quarantine, sessions } }
}
