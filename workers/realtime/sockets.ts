/** The way of an upgrade into a room. Who comes back with a resume token is known to the room: then nobody else is asked. */
import type { Context } from 'hono'
import type { Failure } from '../../contract/errors.ts'
import { errorCode } from '../../contract/errors.ts'
import type { RoomId } from '../../contract/ids.ts'
import { closeCodes, socketProtocol } from '../../contract/socket.ts'
import type { ErrorFrame } from '../../contract/socket.ts'
import type { Visitor } from '../../domain/realtime/people.ts'
import { barred } from '../../durable-objects/room/room-opener.ts'
import { openerHeader } from '../../durable-objects/room/room-rpc.ts'
import { personOf } from '../shared/access/caller.ts'
import { problem } from '../shared/problem.ts'
import { asciiJson, offeredProtocols } from '../shared/socket-upgrade.ts'
import { roomOf, visitorOf } from './people.ts'
import { paceFailure } from './rates.ts'
import type { RealtimeDeps, RealtimeHono } from './realtime-env.ts'

type C = Context<RealtimeHono>

const notASocket: Failure = { code: 'upgrade_required', detail: 'Open this route as a WebSocket.' }
const noProtocol: Failure = { code: 'validation_failed', detail: `Offer the subprotocols ${socketProtocol} and bearer.<access token>.` }

export const openSocket = async (c: C, deps: RealtimeDeps, room: RoomId): Promise<Response> => {
  if (c.req.header('Upgrade')?.toLowerCase() !== 'websocket') return problem(c, notASocket, { Upgrade: 'websocket' })
  if (!offeredProtocols(c.req.raw.headers).includes(socketProtocol)) return problem(c, noProtocol)
  if (c.req.query('resume') === undefined) return begin(c, deps, room)
  const answer = await knock(c, room, null)
  // The room does not know who comes back.
  return answer.status === 428 ? begin(c, deps, room) : opened(c, answer)
}

/** Somebody who is not there yet: one of the person's new connections, over all rooms. Resumes are counted in the room alone. */
const begin = async (c: C, deps: RealtimeDeps, room: RoomId): Promise<Response> => {
  const visitor = await visitorOf(c, deps)
  const failure = await paceFailure(c, visitor, 'connect', null)
  return failure === null ? opened(c, await knock(c, room, visitor)) : keptOut(c, failure)
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

const opened = async (c: C, answer: Response): Promise<Response> => {
  if (answer.status === 101) return answer
  const { code, detail, retryAfterMs } = barred.parse(await answer.json())
  const retry = retryAfterMs === null ? {} : { retryAfterSeconds: retryAfterMs / 1_000 }
  return keptOut(c, { code: errorCode.parse(code), detail, ...retry })
}

/**
 * [§4] A forbidden room is 403, whatever the reason; what is not there is 404, and what ended 410. A page hears nothing of a refused upgrade, not even its
 * status: where it has to know when to come again (browsers send `Origin`), it gets a socket that says so and closes. That costs this door a moment, and the room nothing.
 */
const keptOut = (c: C, failure: Failure): Response => {
  const wait = failure.code === 'rate_limited' ? failure.retryAfterSeconds : undefined
  return wait === undefined || c.req.header('Origin') === undefined ? problem(c, failure) : sentAway(failure, Math.ceil(wait * 1_000))
}

const sentAway = ({ code, detail }: Failure, retryAfterMs: number): Response => {
  const { 0: client, 1: server } = new WebSocketPair()
  server.accept()
  server.send(JSON.stringify({ t: 'error', code, detail, retry_after_ms: retryAfterMs } satisfies ErrorFrame))
  server.close(closeCodes.later, `retry_after_ms=${retryAfterMs}`)
  return new Response(null, { status: 101, webSocket: client, headers: { 'Sec-WebSocket-Protocol': socketProtocol } })
}
