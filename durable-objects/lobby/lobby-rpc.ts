/** The lobby of a mode as Workers and rooms see it. */
import type { UserId } from '../../contract/ids.ts'
import type { Lobby, PresenceLease } from '../../contract/presence.ts'
import type { PresenceReport } from '../room/room-report.ts'
import type { DeviceRow, Place, PlaceAsk } from './lobby-state.ts'

export type LobbyAsk = { readonly without: readonly UserId[]; readonly after: UserId | null; readonly limit: number }

export interface LobbyRpc {
  /** Null when the person has too many devices. */
  set(lease: Omit<DeviceRow, 'since' | 'until'>): Promise<Pick<PresenceLease, 'expires_at'> | null>
  leave(user: UserId, device: string): Promise<void>
  /** Null when there is no room with a place and none may be made. */
  place(ask: PlaceAsk): Promise<Place | null>
  report(report: PresenceReport): Promise<void>
  read(ask: LobbyAsk): Promise<Omit<Lobby, 'as_of' | 'mode' | 'next_cursor'> & { readonly next: UserId | null }>
}

export type LobbyObjects = { getByName(name: string): LobbyRpc }
