/** The way of an upgrade into a room. Who comes back with a resume token is known to the room: then nobody else is asked. */
import type { Context } from 'hono'
import type { Failure } from '../../contract/errors.ts'
import { errorCode } from '../../contract/errors.ts'
import type { RoomId } from '../../contract/ids.ts'
import { socketProtocol } from '../../contract/socket.ts'
import type { Visitor } from '../../domain/realtime/people.ts'
import { barred } from '../../durable-objects/room/room-opener.ts'
import { openerHeader } from '../../durable-objects/room/room-rpc.ts'
import { personOf } from '../shared/access/caller.ts'
import { problem } from '../shared/problem.ts'
import { asciiJson, offeredProtocols } from '../shared/socket-upgrade.ts'
import { roomOf, visitorOf } from './people.ts'
import type { RealtimeDeps, RealtimeHono } from './realtime-env.ts'

type C = Context<RealtimeHono>

const notASocket: Failure = { code: 'upgrade_required', detail: 'Open this route as a WebSocket.' }
const noProtocol: Failure = { code: 'validation_failed', detail: `Offer the subprotocols ${socketProtocol} and bearer.<access token>.` }

export const openSocket = async (c: C, deps: RealtimeDeps, room: RoomId): Promise<Response> => {
  if (c.req.header('Upgrade')?.toLowerCase() !== 'websocket') return problem(c, notASocket, { Upgrade: 'websocket' })
  if (!offeredProtocols(c.req.raw.headers).includes(socketProtocol)) return problem(c, noProtocol)
  const isBack = c.req.query('resume') !== undefined
  const first = await knock(c, room, isBack ? null : await visitorOf(c, deps))
  const answer = first.status === 428 ? await knock(c, room, await visitorOf(c, deps)) : first
  return answer.status === 101 ? answer : keptOut(c, answer)
}

const knock = (c: C, room: RoomId, visitor: Visitor | null): Promise<Response> => {
  const { app, user_id, session_id } = personOf(c)
  const headers = new Headers({
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Protocol': socketProtocol,
    [openerHeader]: asciiJson({ app, user: user_id, signIn: session_id, visitor }),
  })
  return roomOf(c, room).fetch(new Request(c.req.url, { headers }))
}

/** [§4] A forbidden room is 403, whatever the reason; what is not there is 404, and what ended 410. */
const keptOut = async (c: C, answer: Response): Promise<Response> => {
  const { code, detail, retryAfterMs } = barred.parse(await answer.json())
  const known = errorCode.parse(code)
  const failure: Failure = { code: known, detail, ...(retryAfterMs === null ? {} : { retryAfterSeconds: retryAfterMs / 1_000 }) }
  return problem(c, failure)
}
