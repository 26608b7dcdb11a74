/** The register of rooms as rooms, Workers and crons see it. */
import type { RoomId } from '../../contract/ids.ts'
import type { RoomRpc } from '../room/room-rpc.ts'

/** What a sweep found: rooms looked at, those that had missed what was due, those that need no more looks, those that did not answer. */
export type Sweep = { readonly looked: number; readonly late: number; readonly over: number; readonly silent: number }

export type RestartAsk = { readonly after: RoomId | null; readonly limit: number; readonly afterMs: number }
/** `next`: the last room of the page; null when there are no more. */
export type RestartTold = { readonly rooms: number; readonly connections: number; readonly next: RoomId | null }

export interface RoomRegisterRpc {
  /** The room begins to live and is looked at then, unless it is known. False: its app has ended, and nothing begins. */
  expect(room: RoomId, lookAt: number): Promise<boolean>
  /** Looks at what is due, in case its alarm was lost. */
  wake(): Promise<Sweep>
  /** A page of rooms is told that the platform restarts. */
  restart(ask: RestartAsk): Promise<RestartTold>
  /** The app has ended, for good, and every room of it ends. How many could not be told yet. */
  end(): Promise<number>
}

export type RoomRegisterObjects = { getByName(name: string): RoomRegisterRpc }
export type RegisterEnv = { readonly ROOM: { getByName(name: string): Pick<RoomRpc, 'wake' | 'restart' | 'end'> } }
