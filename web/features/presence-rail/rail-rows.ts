/** The people of the rail by their place in it; null where somebody is whom the room did not name yet. Pure. */
import type { Member } from '../../../contract/presence.ts'
import type { RoomView } from '../../lib/room/room-view.ts'

type Known = Pick<RoomView, 'members' | 'memberCount' | 'counting' | 'part'>

export const railCount = ({ members, memberCount, counting }: Known): number => (counting ? memberCount : members.length)

export function memberAt({ members, counting, part }: Known, index: number): Member | null {
  if (counting && part !== null && index >= part.from && index < part.from + part.members.length)
    return part.members[index - part.from] ?? null
  return members[index] ?? null
}

/** The window to ask the room for: what is seen and some around it. */
export const windowFor = (first: number, last: number, most = 50): { readonly from: number; readonly count: number } => {
  const count = Math.min(most, Math.max(1, last - first + 1 + 10))
  return { from: Math.max(0, first - 5), count }
}
