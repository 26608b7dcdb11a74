/** Who stands on the stage of a room: those who said something last, then those who came first. Pure. */
import type { UserId } from '../../../contract/ids.ts'
import type { RoomView } from '../../lib/room/room-view.ts'

export const places = 6

export function onStage({ chat, members }: Pick<RoomView, 'chat' | 'members'>, blocked: ReadonlySet<UserId>): readonly UserId[] {
  const here = new Set(members.map(({ user_id }) => user_id))
  const spoke = chat.messages.map(({ from }) => from).toReversed()
  return [...new Set([...spoke, ...here])].filter((user) => here.has(user) && !blocked.has(user)).slice(0, places)
}
