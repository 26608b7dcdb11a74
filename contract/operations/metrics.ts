/** What happens now and what happened, as numbers; and the label that says who is a bot. */
import * as z from 'zod'
import { storableText } from '../events.ts'
import { measuresAnswer } from '../measures.ts'
import { metricsSnapshot, seriesAnswer, seriesQuery, verifyAnswer, verifyInput } from '../metrics.ts'
import { idempotencyHeader, json } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { exampleTime } from './examples.ts'

export const exampleMetrics = {
  as_of: exampleTime,
  total_users: 1_204,
  active_users_24h: 310,
  active_users_1h: 52,
  online_now: 17,
  total_sessions: 4_410,
  active_sessions: 19,
  total_events: 98_112,
  events_24h: 7_003,
  events_per_minute: 41,
  total_interactions: 20_330,
  interactions_24h: 1_500,
  users_by_feature: { lobby: 12, chat: 5 },
}

export const getMetrics = {
  operationId: 'getMetrics',
  method: 'get',
  path: '/v1/metrics',
  summary: 'The app now',
  description:
    'Everything accepted before `as_of` is in. The read costs the same however many events are stored. `Accept: text/csv` gives two columns, `metric` and `value`.',
  tag: 'Metrics',
  access: { by: 'secret_key', scope: 'telemetry' },
  door: 'gateway',
  answers: {
    200: {
      description: 'The snapshot.',
      content: {
        ...json(metricsSnapshot, exampleMetrics),
        'text/csv': { schema: z.string(), example: 'metric,value\r\nas_of,2026-11-20T12:00:00.000Z\r\ntotal_users,1204\r\n' },
      },
    },
  },
  errors: [],
} as const satisfies Operation

export const getMetricsSeries = {
  operationId: 'getMetricsSeries',
  method: 'get',
  path: '/v1/metrics/series',
  summary: 'A metric over time',
  description: 'Buckets without a value are there with 0. At most 1,500 points. `Accept: text/csv` gives two columns, `at` and `value`.',
  tag: 'Metrics',
  access: { by: 'secret_key', scope: 'telemetry' },
  door: 'gateway',
  query: seriesQuery,
  answers: {
    200: {
      description: 'The points, oldest first.',
      content: {
        ...json(seriesAnswer, {
          metric: 'events',
          type: null,
          interval: 'minute',
          from: exampleTime,
          to: '2026-11-20T12:01:00.000Z',
          data: [{ at: exampleTime, value: 41 }],
        }),
        'text/csv': { schema: z.string(), example: 'at,value\r\n2026-11-20T12:00:00.000Z,41\r\n' },
      },
    },
  },
  errors: ['validation_failed'],
  example: { query: { metric: 'events', interval: 'minute' } },
} as const satisfies Operation

export const getMeasures = {
  operationId: 'getMeasures',
  method: 'get',
  path: '/v1/metrics/measures',
  summary: 'What the app defined over its own events, now',
  description:
    'The definitions are a setting of the app, `measures`: a rate, a balance, a share, or the distribution of a number inside events. A ' +
    'distribution is of the latest 10,000 events of its window.',
  tag: 'Metrics',
  access: { by: 'secret_key', scope: 'telemetry' },
  door: 'gateway',
  answers: {
    200: {
      description: 'One value a definition.',
      content: json(measuresAnswer, {
        as_of: exampleTime,
        data: [
          {
            name: 'Match to connect',
            kind: 'distribution',
            unit: 'ms',
            from: '2026-11-20T11:00:00.000Z',
            events: 412,
            value: 640,
            spread: { min: 210, max: 4_100, mean: 801.5, p50: 640, p95: 1_900, p99: 3_050 },
          },
        ],
        next_cursor: null,
      }),
    },
  },
  errors: [],
} as const satisfies Operation

export const verifyMetrics = {
  operationId: 'verifyMetrics',
  method: 'post',
  path: '/v1/metrics/verify',
  summary: 'Rebuild a range of numbers from raw events and compare',
  description: 'Without a body, everything is compared. `mismatches` must be 0.',
  tag: 'Metrics',
  access: { by: 'secret_key', scope: 'audit' },
  door: 'gateway',
  headers: idempotencyHeader,
  body: { required: false, content: json(verifyInput, { from: exampleTime, to: '2026-11-20T13:00:00.000Z' }) },
  answers: { 200: { description: 'What was compared.', content: json(verifyAnswer, { buckets: 420, mismatches: 0, differences: [] }) } },
  errors: ['invalid_json', 'invalid_encoding', 'payload_too_large', 'unsupported_media_type', 'validation_failed', 'idempotency_conflict'],
} as const satisfies Operation

export const actorLabelInput = z.strictObject({
  bot: z.boolean().nullable().describe('true: a bot. false: not one, whatever was detected. null: back to what was detected.'),
})
export const actorLabel = z.object({ actor_id: z.string(), bot: z.boolean().nullable() })

export const labelActor = {
  operationId: 'labelActor',
  method: 'put',
  path: '/v1/actors/{actor_id}/label',
  summary: 'Reverse the bot label of an actor',
  description: 'Users, sessions and online counts follow; event counts do not change.',
  tag: 'Actors',
  access: { by: 'secret_key', scope: 'telemetry' },
  door: 'gateway',
  params: z.object({ actor_id: storableText(256) }),
  headers: idempotencyHeader,
  body: { required: true, content: json(actorLabelInput, { bot: false }) },
  answers: { 200: { description: 'The label as it is now.', content: json(actorLabel, { actor_id: 'user-17', bot: false }) } },
  errors: [
    'not_found',
    'invalid_json',
    'invalid_encoding',
    'payload_too_large',
    'unsupported_media_type',
    'validation_failed',
    'idempotency_conflict',
  ],
  example: { params: { actor_id: 'user-17' } },
} as const satisfies Operation

export const metricsOperations: readonly Operation[] = [getMetrics, getMetricsSeries, getMeasures, verifyMetrics, labelActor]
