/** The way of an upgrade to the queue that has the caller's ticket. */
import type { Context } from 'hono'
import type { Failure } from '../../contract/errors.ts'
import { socketProtocol } from '../../contract/socket.ts'
import type { Region } from '../../domain/matching/regions.ts'
import { matchBarred, matchOpenerHeader } from '../../durable-objects/match-queue/match-rpc.ts'
import type { MatchOpener } from '../../durable-objects/match-queue/match-rpc.ts'
import { personOf } from '../shared/access/caller.ts'
import { problem } from '../shared/problem.ts'
import { asciiJson, offeredProtocols } from '../shared/socket-upgrade.ts'
import { noTicket, placeOf, queueOf } from './match.ts'
import type { RealtimeHono } from './realtime-env.ts'

type C = Context<RealtimeHono>

const noProtocol: Failure = { code: 'validation_failed', detail: `Offer the subprotocols ${socketProtocol} and bearer.<access token>.` }

export const openMatchSocket = async (c: C): Promise<Response> => {
  if (!offeredProtocols(c.req.raw.headers).includes(socketProtocol)) return problem(c, noProtocol)
  const place = await placeOf(c)
  if (place === null || place.isOver) return problem(c, noTicket)
  const { user_id, session_id } = personOf(c)
  const opener: MatchOpener = { ticket: place.ticket, user: user_id, signIn: session_id }
  const headers = {
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Protocol': socketProtocol,
    [matchOpenerHeader]: asciiJson(opener),
  }
  for (let region: Region | null = place.region; region !== null;) {
    const answer = await queueOf(c, place.queue, region).fetch(new Request(c.req.url, { headers }))
    if (answer.status === 101) return answer
    const barred = matchBarred.parse(await answer.json())
    region = barred.why === 'elsewhere' ? barred.region : null
  }
  return problem(c, noTicket)
}
