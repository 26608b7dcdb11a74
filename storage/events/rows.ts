/** Rows as D1 gives them, parsed and turned into what the reading routes answer. */
import * as z from 'zod'
import { quarantineCode } from '../../contract/events.ts'
import type { QuarantinedEvent, StoredEvent } from '../../contract/events.ts'
import { eventBody } from '../../contract/facts.ts'
import { issue } from '../../contract/errors.ts'
import { telemetrySession } from '../../contract/telemetry-sessions.ts'
import type { TelemetrySession } from '../../contract/telemetry-sessions.ts'

const isoTime = z.int().transform((ms) => new Date(ms).toISOString())
const flag = z.union([z.literal(0), z.literal(1)]).transform((n) => n === 1)

/** A text column that holds JSON. A row that does not is a defect, so this throws as any failed parse does. */
const json = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema)

export const eventColumns = z
  .object({
    id: z.string(),
    type: z.string(),
    actor_id: z.string(),
    session_id: z.string().nullable(),
    received_at: isoTime,
    body: json(eventBody),
    bot: flag,
  })
  .transform(({ body, ...row }): StoredEvent => ({
    id: row.id,
    type: row.type,
    actor_id: row.actor_id,
    actor_type: body.actor_type ?? null,
    action: body.action ?? null,
    session_id: row.session_id,
    device_id: body.device_id ?? null,
    feature: body.feature ?? null,
    occurred_at: new Date(body.occurred_at).toISOString(),
    received_at: row.received_at,
    skew_ms: body.skew_ms ?? null,
    skewed: body.skewed ?? false,
    bot: row.bot,
    data: body.data ?? {},
    context: body.context ?? {},
  }))

export const batchHead = z.object({ minute: z.int(), batch_id: z.string(), events: z.int(), wanted: flag })
export type BatchHead = z.infer<typeof batchHead>

export const eventPlace = z.object({ minute: z.int(), batch_id: z.string(), place: z.int() })

export const quarantineColumns = z.object({
  id: z.string(),
  received_at: isoTime,
  code: quarantineCode,
  errors: json(z.array(issue)),
  raw: z.string(),
  truncated: flag,
  resubmitted_at: isoTime.nullable(),
  event_id: z.string().nullable(),
}) satisfies z.ZodType<QuarantinedEvent>

/** A row of `sessions`; `toSession` makes of it what is answered. */
export const sessionColumns = z.object({
  session_id: z.string(),
  actor_id: z.string(),
  device_id: z.string().nullable(),
  feature: z.string().nullable(),
  bot: flag,
  started_at: z.int(),
  last_seen_at: z.int(),
  ended_at: z.int().nullable(),
  end_reason: telemetrySession.shape.end_reason,
})
export type SessionColumns = z.infer<typeof sessionColumns>

/** `now`: how long a live one has lasted. */
export const toSession = ({ session_id, ...row }: SessionColumns, now: number): TelemetrySession => ({
  id: session_id,
  actor_id: row.actor_id,
  device_id: row.device_id,
  feature: row.feature,
  bot: row.bot,
  started_at: new Date(row.started_at).toISOString(),
  last_seen_at: new Date(row.last_seen_at).toISOString(),
  ended_at: row.ended_at === null ? null : new Date(row.ended_at).toISOString(),
  end_reason: row.end_reason,
  duration_s: Math.max(0, (row.ended_at ?? now) - row.started_at) / 1_000,
  state: row.ended_at === null ? 'live' : 'ended',
})

export const eventTypeRow = z.object({ type: z.string(), events: z.int(), last_at: isoTime })

export const seriesRow = z.object({ start: z.int(), value: z.number() })

export const snapshotColumns = z.object({ refreshed_at: z.int(), state: z.string() })
