/** Telemetry sessions, live and past. Opening and ending them is `POST /v1/events`. */
import * as z from 'zod'
import { storableText, timestamp } from '../events.ts'
import { json, pageOf, pageQuery } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { telemetrySession, telemetrySessionState } from '../telemetry-sessions.ts'
import { exampleTime } from './examples.ts'

const asOf =
  'Read from what is stored: a start or an end shows within seconds, as in the numbers of `GET /v1/metrics`. A session that was resumed under another id is listed under its first.'

const exampleSession = {
  id: 'session-4',
  actor_id: 'user-17',
  device_id: 'phone-1',
  feature: 'lobby',
  bot: false,
  started_at: exampleTime,
  last_seen_at: '2026-11-20T12:04:30.000Z',
  ended_at: '2026-11-20T12:05:30.000Z',
  end_reason: 'timeout',
  duration_s: 330,
  state: 'ended',
}

export const listTelemetrySessions = {
  operationId: 'listTelemetrySessions',
  method: 'get',
  path: '/v1/telemetry/sessions',
  summary: 'Telemetry sessions, latest start first',
  description: asOf,
  tag: 'Telemetry sessions',
  access: { by: 'secret_key', scope: 'telemetry' },
  door: 'gateway',
  query: z.object({
    state: telemetrySessionState.optional().meta({ description: 'Only those that are live, or only those that ended.' }),
    actor_id: storableText(256).optional(),
    from: timestamp.optional().meta({ description: 'Started at or after this moment.' }),
    to: timestamp.optional().meta({ description: 'Started before this moment.' }),
    ...pageQuery,
    // Its cursors hold two ids of any characters.
    cursor: z.string().max(4_096).optional().meta({ description: '`next_cursor` of the page before.' }),
  }),
  answers: { 200: { description: 'A page.', content: json(pageOf(telemetrySession), { data: [exampleSession], next_cursor: null }) } },
  errors: ['invalid_cursor', 'validation_failed'],
  example: { query: { state: 'ended', limit: '50' } },
} as const satisfies Operation

export const getTelemetrySession = {
  operationId: 'getTelemetrySession',
  method: 'get',
  path: '/v1/telemetry/sessions/{session_id}',
  summary: 'One telemetry session',
  description: `A session is named by its id and its actor. Without \`actor_id\` it is the one of this id that started last.\n\n${asOf}`,
  tag: 'Telemetry sessions',
  access: { by: 'secret_key', scope: 'telemetry' },
  door: 'gateway',
  params: z.object({ session_id: storableText(128) }),
  query: z.object({ actor_id: storableText(256).optional() }),
  answers: { 200: { description: 'The session.', content: json(telemetrySession, exampleSession) } },
  errors: ['not_found', 'validation_failed'],
  example: { params: { session_id: 'session-4' } },
} as const satisfies Operation

export const telemetrySessionsOperations: readonly Operation[] = [listTelemetrySessions, getTelemetrySession]
