/** One message of a room, for those who judge it: as it was said to them for who reports it, and to be deleted for moderators. */
import { assertNever } from '../../contract/assert-never.ts'
import type { AuditNote } from '../../contract/audit.ts'
import type { ChatMessage } from '../../contract/chat.ts'
import type { MessageId, UserId } from '../../contract/ids.ts'
import type { RoomParts } from './room-parts.ts'
import type { Doer, RoomAnswer } from './room-protocol.ts'
import { done, refused, sessionOf } from './room-run.ts'
import type { RoomState } from './room-state.ts'

export type ReportedAsk = { readonly by: UserId; readonly message: MessageId | null }
/** `mode` null: in the thread of two. `message` null: there is none, or it was deleted. */
export type ReportedIn = { readonly mode: string | null; readonly message: ChatMessage | null }

/** Null when what happens here is not for this person to see. */
export const reportedIn = ({ keeper }: RoomParts, { by, message }: ReportedAsk): ReportedIn | null => {
  const { state, store } = keeper
  if (!mayHaveSeen(state, by)) return null
  const found = message === null ? null : store.message(state.id, message)
  return { mode: sessionOf(state)?.mode.mode_id ?? null, message: found?.deleted === false ? found : null }
}

/** Also of who may not come in any more: they were here. */
const mayHaveSeen = ({ purpose }: RoomState, user: UserId): boolean => {
  switch (purpose.kind) {
    case 'nothing':
      return false
    case 'pair':
      return purpose.users.includes(user)
    case 'session': {
      const { audience, parties, owner } = purpose.session
      return audience !== 'private' || (parties ?? [owner]).includes(user)
    }
    default:
      return assertNever(purpose)
  }
}

export type Deletion = { readonly by: Doer; readonly message: MessageId; readonly note: AuditNote }

/** `left`: what is left of the message; null when there is none, or it may not be deleted. */
export type Deleted = { readonly answer: RoomAnswer; readonly left: ChatMessage | null }

/** Deleting it again changes nothing. */
export const deleteMessage = ({ keeper }: RoomParts, { by, message, note }: Deletion, now: number): Deleted => {
  const found = keeper.store.message(keeper.state.id, message)
  if (found === null) return { answer: refused('not_found'), left: null }
  const answer = found.deleted ? done : keeper.step({ type: 'delete_message', by, message, seq: found.seq, note }, now)
  return { answer, left: answer.type === 'done' ? { ...found, text: '', deleted: true } : null }
}
