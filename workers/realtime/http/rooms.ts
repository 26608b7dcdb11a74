/** Sockets of rooms and threads. */
import { Hono } from 'hono'
import { openRoomSocket } from '../../../contract/operations/rooms.ts'
import { paramsOf } from '../../shared/http/input.ts'
import { nothingHere } from '../../shared/http/reply.ts'
import { problem } from '../../shared/problem.ts'
import type { RealtimeDeps, RealtimeHono } from '../realtime-env.ts'
import { openSocket } from '../sockets.ts'

export const roomsRoutes = (deps: RealtimeDeps): Hono<RealtimeHono> =>
  new Hono<RealtimeHono>().get('/v1/rooms/:session_id', async (c) => {
    const params = paramsOf(c, openRoomSocket.params)
    return params === null ? problem(c, nothingHere) : openSocket(c, deps, params.session_id)
  })
