/** The peer: Colyseus 0.18 with its `QueueRoom` as it comes, for pairs of the same rank, and a room for each pair. Its own process: `node colyseus-server.ts <port>`. */
import { QueueRoom, Room, Server } from '@colyseus/core'
import { WebSocketTransport } from '@colyseus/ws-transport'

class MatchRoom extends Room {}

/** Nobody is let through for having waited: who waits here waits for somebody else. */
class PairQueue extends QueueRoom {
  override maxWaitingCyclesForPriority = Number.POSITIVE_INFINITY
}

const server = new Server({ transport: new WebSocketTransport({ pingInterval: 0 }), greet: false })
const isSame = (client: { readonly rank: number }, group: { readonly averageRank: number }): boolean =>
  Math.abs(client.rank - group.averageRank) < 0.5
server.define('queue', PairQueue, { matchRoomName: 'match', maxPlayers: 2, compare: isSame })
server.define('match', MatchRoom)
await server.listen(Number(process.argv[2]), '127.0.0.1')
