/** The rooms that are measured: the platform's, and its peers'. */
import { type Peer, startPartyserver, startSocketIo, startWs } from '../peers/rooms.ts'
import type { DialectName } from './dialects.ts'
import { startStand } from './stand.ts'

/** A server with a room that is empty; how to get in. */
export type Contender = {
  readonly room: () => Promise<{ readonly name: DialectName; readonly url: string; readonly tokens: readonly string[] }>
  readonly stop: () => Promise<void>
}

const peer = (name: DialectName, start: () => Promise<Peer>) => async (): Promise<Contender> => {
  const { url, stop } = await start()
  return { room: () => Promise.resolve({ name, url, tokens: [] }), stop }
}

/** The peers first: each figure of ours has its neighbours. */
export const contenders = {
  ws: { label: 'ws', start: peer('plain', startWs) },
  socket_io: { label: 'socket.io, websocket only', start: peer('socket.io', startSocketIo) },
  partyserver: { label: 'partyserver, hibernating', start: peer('plain', startPartyserver) },
  prost: {
    label: 'Prost',
    start: async (sockets: number): Promise<Contender> => {
      const { party, stop } = await startStand(sockets)
      return { room: async () => ({ name: 'prost', ...(await party(sockets)) }), stop }
    },
  },
} as const satisfies Record<string, { readonly label: string; readonly start: (sockets: number) => Promise<Contender> }>

export type ContenderName = keyof typeof contenders
export const contenderNames = Object.keys(contenders) as ContenderName[]
