/** What people are called, for who shows what they said. */
import * as z from 'zod'
import { userId } from '../ids.ts'
import { json } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { exampleAnn } from './room-examples.ts'

/** As many as can be asked for at once. */
export const namesAtOnce = 50

export const personName = z.object({ user_id: userId, display_name: z.string() })
export type PersonName = z.infer<typeof personName>

const uuids = new RegExp(`^[0-9a-f-]{36}(,[0-9a-f-]{36}){0,${namesAtOnce - 1}}$`)

export const listNames = {
  operationId: 'listNames',
  method: 'get',
  path: '/v1/people',
  summary: 'What people of the app are called',
  description: `By their ids, at most ${namesAtOnce}. Who is not there is left out.`,
  tag: 'Presence',
  access: { by: 'user' },
  door: 'realtime',
  query: z.object({ ids: z.string().regex(uuids).meta({ description: 'Separated by commas.' }) }),
  answers: {
    200: {
      description: 'Those who are there.',
      content: json(z.object({ data: z.array(personName) }), { data: [{ user_id: exampleAnn, display_name: 'Ann' }] }),
    },
  },
  errors: ['validation_failed'],
  example: { query: { ids: exampleAnn } },
} as const satisfies Operation

export const peopleNamesOperations: readonly Operation[] = [listNames]
