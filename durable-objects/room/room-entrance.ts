/** The entrance of a room: an upgrade that a door hands over becomes a socket of the room, or the reason why not. */
import { connectionId, newId } from '../../contract/ids.ts'
import type { ConnectionId } from '../../contract/ids.ts'
import { socketProtocol } from '../../contract/socket.ts'
import { knownVisitor } from '../../domain/realtime/people.ts'
import type { Visitor } from '../../domain/realtime/people.ts'
import type { ResumeClaim } from '../../domain/realtime/resume.ts'
import { openTicket } from '../../domain/realtime/resume-token.ts'
import type { RegisterLine } from './register-line.ts'
import { comeBackOf, openerOf } from './room-opener.ts'
import type { ComeBack } from './room-opener.ts'
import type { RoomKeeper } from './room-keeper.ts'
import type { RoomParts } from './room-parts.ts'
import type { RoomAnswer } from './room-protocol.ts'
import { refused } from './room-run.ts'

/** 101 with the socket, 428 when the door has to say who comes, else why nobody comes in. Throws when the pair can not be asked. */
export const enterRoom = async ({ keeper, pair }: RoomParts, register: RegisterLine, request: Request): Promise<Response> => {
  const { app, user, signIn, visitor: said } = openerOf(request.headers)
  keeper.learn(app)
  const back = comeBackOf(request.url)
  const ticket = back === null ? null : openTicket(back.resume, keeper.store.resumeKey())
  const from = ticket?.user === user ? ticket.connection : null
  const known = (): Visitor | null => (from === null ? null : knownVisitor(keeper.state.people, user, signIn))
  if (said === null && known() === null) return new Response(null, { status: 428 })
  const [consent, registered] = await Promise.all([pair.consent(), register.expect(app, Date.now())])
  // A register that does not answer keeps nobody out: a session is known to it since it was made.
  if (registered === 'ended') return barredBy(refused('not_found'))
  // Looked up again: what is known of somebody may have moved while others were asked.
  const visitor = said ?? known()
  if (visitor === null) return new Response(null, { status: 428 })
  const { 0: client, 1: server } = new WebSocketPair()
  const connection = connectionId.parse(newId())
  const resume = back === null ? null : claimOf(keeper, from, back)
  const answer = keeper.step({ type: 'connect', connection, visitor, consent, resume }, Date.now(), server)
  if (answer.type !== 'done') return barredBy(answer)
  return new Response(null, { status: 101, webSocket: client, headers: { 'sec-websocket-protocol': socketProtocol } })
}

/** Who has no good token has heard nothing of this room. */
const claimOf = ({ store, state }: RoomKeeper, from: ConnectionId | null, { epoch, seq }: ComeBack): ResumeClaim => {
  const oldest = store.oldest() ?? state.seq + 1
  return from === null ? { connection: connectionId.parse(newId()), epoch: 0, seq: 0, oldest } : { connection: from, epoch, seq, oldest }
}

/** Why there is no socket: `barred` of `room-opener.ts`. */
export const barredBy = (answer: RoomAnswer): Response => {
  if (answer.type !== 'refused' && answer.type !== 'denied') throw new Error(`nobody is kept out by ${answer.type}`)
  const detail = answer.type === 'refused' ? answer.detail : 'A rule does not allow this.'
  return Response.json({ code: answer.code, detail, retryAfterMs: answer.retryAfterMs }, { status: 403 })
}
