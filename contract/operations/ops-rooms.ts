/** Rooms before a planned restart. For whoever runs the platform, with the operations token; it spans apps. */
import * as z from 'zod'
import { json } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { bodyErrors } from './write-errors.ts'

/** Places are kept for so long, and nobody is a ghost for 45 s. */
const longestMs = 20_000

export const restartInput = z
  .strictObject({
    after_ms: z
      .int()
      .min(0)
      .max(longestMs)
      .default(0)
      .meta({ description: 'How long the restart takes: nobody is told to come back sooner.' }),
    cursor: z.string().max(1_024).optional().meta({ description: '`next_cursor` of the answer before.' }),
  })
  .default({ after_ms: 0 })

export const restartPage = z.object({
  rooms: z.int().nonnegative().describe('Rooms that were told.'),
  connections: z.int().nonnegative().describe('Connections that were closed with 1012 and a slot of their own.'),
  next_cursor: z.string().nullable().describe('Ask again with it; null when all rooms were told.'),
})
export type RestartPage = z.infer<typeof restartPage>

export const restartAllRooms = {
  operationId: 'restartRooms',
  method: 'post',
  path: '/v1/ops/rooms/restart',
  summary: 'Tell everyone in rooms that the platform restarts',
  description:
    'Every connection is closed with 1012 and `retry_after_ms`, a moment of its own; places in rooms are kept until then, and who comes back with the resume token misses nothing. Safe to repeat.',
  tag: 'Operations',
  access: { by: 'ops' },
  door: 'gateway',
  body: { required: false, content: json(restartInput, { after_ms: 10_000 }) },
  answers: {
    200: { description: 'A part of the rooms was told.', content: json(restartPage, { rooms: 12, connections: 340, next_cursor: null }) },
  },
  errors: [...bodyErrors, 'invalid_cursor'],
} as const satisfies Operation
