/** What happens now, as it happens. */
import * as z from 'zod'
import type { Operation } from '../operation.ts'
import { exampleTime } from './examples.ts'
import { exampleMetrics } from './metrics.ts'

export const streamMetrics = {
  operationId: 'streamMetrics',
  method: 'get',
  path: '/v1/metrics/live',
  summary: 'The app now, again whenever a number moves',
  description: [
    'Server-sent events. An event `metrics` carries the AppMetricsSnapshot: one at once, then one whenever a number moved, at most one a second. Its `id` is `as_of`.',
    'When nothing moved for 5 seconds a comment says so, with a new `id`: up to that moment the last snapshot holds.',
    'The stream ends after 5 minutes, and within 5 seconds when the credential does not hold any more: connect again. `EventSource` can not send credentials in headers; read the body of `fetch`.',
    'A key or an operator may have 20 streams open; one more is 429.',
  ].join('\n\n'),
  tag: 'Metrics',
  access: { by: 'secret_key', scope: 'telemetry' },
  door: 'gateway',
  answers: {
    200: {
      description: 'The stream.',
      content: {
        'text/event-stream': {
          schema: z.string(),
          example: `retry: 3000\n\nevent: metrics\nid: ${exampleTime}\ndata: ${JSON.stringify(exampleMetrics)}\n\n`,
        },
      },
    },
  },
  errors: [],
} as const satisfies Operation

export const liveOperations: readonly Operation[] = [streamMetrics]
