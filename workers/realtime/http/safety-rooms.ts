/** What moderators do in one session: the app's server by its key, operators under the app's path. */
import { Hono } from 'hono'
import type { Context } from 'hono'
import { assertNever } from '../../../contract/assert-never.ts'
import type { RoomId } from '../../../contract/ids.ts'
import { slowMode } from '../../../contract/moderation.ts'
import { deleteSessionMessage, listSessionMessages, setSlowMode } from '../../../contract/operations/moderation-rooms.ts'
import { roomName } from '../../../durable-objects/names.ts'
import type { Doer } from '../../../durable-objects/room/room-protocol.ts'
import type { RoomRpc } from '../../../durable-objects/room/room-rpc.ts'
import { noteOf } from '../../shared/access/caller.ts'
import { bodyOf, paramsOf, queryOf } from '../../shared/http/input.ts'
import { nothingHere, reply } from '../../shared/http/reply.ts'
import { problem } from '../../shared/problem.ts'
import { failureOf } from '../answers.ts'
import { historyPage } from '../history.ts'
import { readBody } from '../read-body.ts'
import type { RealtimeDeps, RealtimeHono } from '../realtime-env.ts'

type C = Context<RealtimeHono>

const roomIn = (c: C, id: RoomId): RoomRpc => c.env.ROOM.getByName(roomName(c.get('caller').app.app_id, id))

/** An operator with their role; the app's server speaks for its owner. */
const moderator = (c: C): Doer => {
  const caller = c.get('caller')
  switch (caller.kind) {
    case 'operator':
      return { actor: { kind: 'operator', id: caller.user_id, role: caller.role }, blocked: [] }
    case 'secret':
      return { actor: { kind: 'operator', id: null, role: 'owner' }, blocked: [] }
    case 'public':
    case 'realm':
    case 'person':
      throw new Error(`${c.req.path} is not a route of moderators`)
    default:
      return assertNever(caller)
  }
}

export const safetyRoomsRoutes = ({ now }: RealtimeDeps): Hono<RealtimeHono> =>
  new Hono<RealtimeHono>()
    .get('/sessions/:id/messages', async (c) => {
      const params = paramsOf(c, listSessionMessages.params)
      if (params === null) return problem(c, nothingHere)
      const query = queryOf(c, listSessionMessages.query)
      if (!query.ok) return problem(c, query.error)
      const page = await historyPage(roomIn(c, params.id), moderator(c), query.value)
      return page.ok ? reply(c, page.value) : problem(c, page.error)
    })
    .delete('/sessions/:id/messages/:message_id', async (c) => {
      const params = paramsOf(c, deleteSessionMessage.params)
      if (params === null) return problem(c, nothingHere)
      const { id, message_id: message } = params
      const note = noteOf(c, now(), { action: 'message.deleted', object: { kind: 'message', id: message }, data: { session_id: id } })
      const { answer, left } = await roomIn(c, id).deleteMessage(c.get('caller').app, { by: moderator(c), message, note })
      const failure = failureOf(answer)
      if (failure !== null || left === null) return problem(c, failure ?? nothingHere)
      return reply(c, left)
    })
    .put('/sessions/:id/slow-mode', readBody, async (c) => {
      const params = paramsOf(c, setSlowMode.params)
      if (params === null) return problem(c, nothingHere)
      const input = bodyOf(c, slowMode)
      if (!input.ok) return problem(c, input.error)
      const room = roomIn(c, params.id)
      // Asking makes no room, acting would.
      const { session } = await room.read(moderator(c))
      if (session === null) return problem(c, nothingHere)
      const { slow_mode_s: seconds } = input.value
      const note = noteOf(c, now(), {
        action: 'session.slowed',
        object: { kind: 'session', id: params.id },
        data: { slow_mode_s: seconds },
      })
      const { answer } = await room.act(c.get('caller').app, { type: 'slow_mode', seconds, note })
      const failure = failureOf(answer)
      return failure === null ? reply(c, { slow_mode_s: seconds }) : problem(c, failure)
    })
