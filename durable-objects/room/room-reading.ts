/** What doors read of a room: the session and the chat, for who may. A denial is a fact. */
import type { RoomId } from '../../contract/ids.ts'
import type { Session } from '../../contract/session.ts'
import type { RoomParts } from './room-parts.ts'
import { denial, judge } from './room-policy.ts'
import type { Doer } from './room-protocol.ts'
import type { HistoryAsk, HistoryPage, RoomReply } from './room-rpc.ts'
import { done, refused } from './room-run.ts'
import { sessionView } from './session-steps.ts'

export const readSession = ({ keeper }: RoomParts, by: Doer, now: number): RoomReply => {
  const session = sessionView(keeper.state)
  if (session === null) return { answer: refused('not_found'), session }
  const answer = keeper.ask((run) => denial(run, { by, action: 'session.read' }) ?? done, now)
  return { answer, session: answer.type === 'done' ? session : null }
}

/** The session, for who could come in now; else null. No denial is told: nobody asked for this session by its name. */
export const openTo = ({ keeper }: RoomParts, by: Doer, now: number): Session | null => {
  const session = sessionView(keeper.state)
  return session === null || judge(keeper.state, { by, action: 'room.join' }, now) !== null ? null : session
}

export const readHistory = ({ keeper }: RoomParts, thread: RoomId, { by, before, limit }: HistoryAsk, now: number): HistoryPage => {
  if (keeper.state.purpose.kind === 'nothing') return { answer: refused('not_found'), messages: [] }
  const answer = keeper.ask((run) => denial(run, { by, action: 'chat.read' }) ?? done, now)
  return { answer, messages: answer.type === 'done' ? keeper.store.messages(thread, before, limit) : [] }
}
