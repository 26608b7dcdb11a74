/** Rooms before a planned restart, for whoever runs the platform. */
import { Hono } from 'hono'
import { restartInput } from '../../../contract/operations/ops-rooms.ts'
import type { RestartPage } from '../../../contract/operations/ops-rooms.ts'
import { decodeCursor, encodeCursor } from '../../../storage/events/cursor.ts'
import { bodyOf } from '../../shared/http/input.ts'
import { badCursor, reply } from '../../shared/http/reply.ts'
import { problem } from '../../shared/problem.ts'
import type { ApiEnv } from '../bindings.ts'
import { place, restartRooms } from '../rooms/all-rooms.ts'
import { readBody } from './read-body.ts'

export const opsRoomsRoutes = (): Hono<ApiEnv> =>
  new Hono<ApiEnv>().post('/v1/ops/rooms/restart', readBody, async (c) => {
    const body = bodyOf(c, restartInput)
    if (!body.ok) return problem(c, body.error)
    const { after_ms, cursor } = body.value
    const from = cursor === undefined ? null : decodeCursor(place, cursor)
    if (cursor !== undefined && from === null) return problem(c, badCursor)
    const { rooms, connections, next } = await restartRooms(c.env, from, after_ms)
    const page: RestartPage = { rooms, connections, next_cursor: next === null ? null : encodeCursor(next) }
    return reply(c, page)
  })
