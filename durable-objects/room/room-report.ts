/** What a room tells the lobby of its mode: everything, each time. A report that comes late or twice does no harm. */
import * as z from 'zod'
import { roomId } from '../../contract/ids.ts'
import { coalesceAbove, member } from '../../contract/presence.ts'
import { firstMembers } from '../../domain/realtime/people.ts'
import { sessionOf } from './room-run.ts'
import type { RoomState } from './room-state.ts'

export const presenceReport = z.object({
  room: roomId,
  /** Rises: epoch ms of the report. */
  version: z.int(),
  /** Anyone may enter: the lobby may say where people are. */
  isOpen: z.boolean(),
  count: z.int().nonnegative(),
  /** The first ones; in large rooms not all. */
  members: z.array(member),
})
export type PresenceReport = z.infer<typeof presenceReport>

/** Null for what is in no lobby: pairs, and rooms that were never made. */
export const reportOf = (state: RoomState, now: number): { readonly mode: string; readonly report: PresenceReport } | null => {
  const session = sessionOf(state)
  if (session === null) return null
  const isOpen = session.state === 'active' && session.audience === 'public'
  const members = session.audience === 'public' ? firstMembers(state.people, 0, coalesceAbove) : []
  return { mode: session.mode.mode_id, report: { room: state.id, version: now, isOpen, count: state.people.members.size, members } }
}
