/** How a room's client speaks to each kind of server: what it says first, how a message is sent, and how it stays alive. */
import { socketProtocol } from '../../contract/socket.ts'
import { markedText } from './marks.ts'

export type DialectName = 'prost' | 'plain' | 'socket.io'

export type Dialect = {
  /** Said once the socket is open; null: nothing. */
  readonly hello: string | null
  /** In the first bytes that come to somebody who is in the room; null: who has a socket is in. */
  readonly welcome: string | null
  readonly protocols: (token: string) => readonly string[]
  readonly message: (n: number) => string
  /** What the client says by itself, and how often (ms). */
  readonly heartbeat: { readonly text: string; readonly everyMs: number } | null
}

/** A name of its own for each message. */
const run = Date.now().toString(36)

export const dialects: Readonly<Record<DialectName, Dialect>> = {
  prost: {
    hello: null,
    welcome: '"t":"welcome"',
    protocols: (token) => [socketProtocol, `bearer.${token}`],
    message: (n) => JSON.stringify({ t: 'chat.send', client_id: `${run}-${n}`, text: markedText(n) }),
    heartbeat: { text: 'ping', everyMs: 15_000 },
  },
  plain: { hello: null, welcome: null, protocols: () => [], message: markedText, heartbeat: null },
  // Engine.IO 4 packets: 40 connect, 42 event, 3 pong. The server pings every 25 s; a pong it did not ask for is as good a sign of life.
  'socket.io': {
    hello: '40',
    welcome: '40{',
    protocols: () => [],
    message: (n) => `42${JSON.stringify(['say', markedText(n)])}`,
    heartbeat: { text: '3', everyMs: 15_000 },
  },
}
