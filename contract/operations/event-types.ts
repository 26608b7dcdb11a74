/** Which types an app's events have: counted from the rollups, never by reading the events. */
import { eventTypesAnswer, eventTypesQuery } from '../event-types.ts'
import { json } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { exampleTime } from './examples.ts'

export const listEventTypes = {
  operationId: 'listEventTypes',
  method: 'get',
  path: '/v1/events/types',
  summary: 'The types of events that were received, most frequent first',
  description:
    'At most 200. The range is widened to whole minutes, beyond 3 hours to whole hours, beyond 7 days to whole days; `from` and `to` of the answer say which it was.',
  tag: 'Events',
  access: { by: 'secret_key', scope: 'telemetry' },
  door: 'gateway',
  query: eventTypesQuery,
  answers: {
    200: {
      description: 'The types.',
      content: json(eventTypesAnswer, {
        from: '2026-11-13T12:00:00.000Z',
        to: exampleTime,
        data: [{ type: 'interaction.like', events: 20_330, last_at: '2026-11-20T11:59:00.000Z' }],
        next_cursor: null,
      }),
    },
  },
  errors: ['validation_failed'],
  example: { query: { from: '2026-11-13T12:00:00.000Z', to: exampleTime } },
} as const satisfies Operation

export const eventTypesOperations: readonly Operation[] = [listEventTypes]
