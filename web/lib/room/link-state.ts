/** What a link to a room remembers, what it hears and what it does: the words of `link-machine.ts`. Times are this machine's epoch ms. */
import type { ClientFrame, ConsentFrame, DirectFrame, ErrorFrame } from '../../../contract/socket.ts'
import type { Message } from './chat-log.ts'
import type { HeardFrame } from './room-frames.ts'
import type { RoomConnection, RoomView } from './room-view.ts'
import { unknownRoom } from './room-view.ts'

/** The place in the room that a lost connection may take again. */
export type Place = { readonly token: string; readonly epoch: number; readonly seq: number }

export type LinkState = {
  readonly view: RoomView
  /** Of the newest socket; older ones are over. */
  readonly attempt: number
  readonly place: Place | null
  readonly heartbeatMs: number
  /** When the state of the connection began. */
  readonly since: number
  /** When the last ping was sent. Each is a sign of life that the room counts on, however much it says itself. */
  readonly beatAt: number
  /** The same, while nothing was heard since; null: no answer is waited for. */
  readonly pingAt: number | null
  /** Connections in a row that did not last. */
  readonly failures: number
  /** How long the server asked to stay away, when it did. */
  readonly slotMs: number | null
}

export type LinkInput =
  | { readonly type: 'begin'; readonly online: boolean }
  | { readonly type: 'heard'; readonly attempt: number; readonly frames: readonly HeardFrame[] }
  | { readonly type: 'pong'; readonly attempt: number }
  /** The socket is gone, or never was. `roll` is chance, 0 to 1. */
  | { readonly type: 'shut'; readonly attempt: number; readonly code: number; readonly reason: string; readonly roll: number }
  /** Why no socket opened, when it can be known. */
  | { readonly type: 'barred'; readonly attempt: number; readonly why: RoomConnection & { readonly at: 'ended' | 'refused' } }
  | { readonly type: 'tick'; readonly roll: number }
  | { readonly type: 'online' }
  | { readonly type: 'offline' }
  /** The reader does not want to wait. */
  | { readonly type: 'hurry' }
  | { readonly type: 'write'; readonly clientId: string; readonly text: string }
  | { readonly type: 'rewrite'; readonly clientId: string }
  | { readonly type: 'discard'; readonly clientId: string }
  | { readonly type: 'history'; readonly page: readonly Message[]; readonly from: number }
  | { readonly type: 'warned' }
  | { readonly type: 'leave' }

export type LinkEffect =
  | { readonly do: 'open'; readonly attempt: number; readonly place: Place | null }
  | { readonly do: 'close'; readonly attempt: number }
  | { readonly do: 'say'; readonly frame: ClientFrame }
  | { readonly do: 'ping' }
  | { readonly do: 'tell'; readonly frame: Extract<DirectFrame, { t: 'signal' }> | ConsentFrame | ErrorFrame }

export type LinkStep = { readonly state: LinkState; readonly effects: readonly LinkEffect[] }

/** Nothing is heard of a connection for so long after a ping: it is lost. */
export const patienceMs = 8_000
/** A socket that is not welcome after so long is not coming. */
export const welcomeMs = 15_000
/** A message that nobody answered in a live room. */
export const ackMs = 15_000
/** A connection that lasted as long did not fail. */
export const lastedMs = 10_000

export const idle: LinkState = {
  view: unknownRoom,
  attempt: 0,
  place: null,
  heartbeatMs: 15_000,
  since: 0,
  beatAt: 0,
  pingAt: null,
  failures: 0,
  slotMs: null,
}

/** `retry_after_ms=N`, as the reason of a close. */
export const slotOf = (reason: string): number | null => {
  const found = /\bretry_after_ms=(\d{1,7})\b/.exec(reason)?.[1]
  return found === undefined ? null : Number(found)
}

export const only = (state: LinkState, ...effects: readonly LinkEffect[]): LinkStep => ({ state, effects })
export const isOver = ({ view: { connection } }: LinkState): boolean => ['ended', 'left', 'refused'].includes(connection.at)

export const into = (state: LinkState, connection: RoomConnection, now: number): LinkState => ({
  ...state,
  view: { ...state.view, connection, typing: connection.at === 'live' ? state.view.typing : new Map() },
  since: now,
  pingAt: null,
})
