/** A page of what was said in a room or thread, for whoever asks. What they may see is the room's to say. */
import type { ChatMessage } from '../../contract/chat.ts'
import type { Result } from '../../contract/errors.ts'
import type { Doer } from '../../durable-objects/room/room-protocol.ts'
import type { RoomRpc } from '../../durable-objects/room/room-rpc.ts'
import { badCursor } from '../shared/http/reply.ts'
import { failureOf } from './answers.ts'

type Page = { readonly data: readonly ChatMessage[]; readonly next_cursor: string | null }
type Ask = { readonly limit: number; readonly cursor?: string | undefined }

export const historyPage = async (room: Pick<RoomRpc, 'history'>, by: Doer, { limit, cursor }: Ask): Promise<Result<Page>> => {
  const before = beforeOf(cursor)
  if (before === null) return { ok: false, error: badCursor }
  const { answer, messages } = await room.history({ by, before, limit: limit + 1 })
  const failure = failureOf(answer)
  if (failure !== null) return { ok: false, error: failure }
  const data = messages.slice(0, limit)
  const last = messages.length > limit ? data.at(-1) : undefined
  return { ok: true, value: { data, next_cursor: last === undefined ? null : String(last.seq) } }
}

/** A place in the chat: older than this. */
const beforeOf = (cursor: string | undefined): number | null => {
  if (cursor === undefined) return Number.MAX_SAFE_INTEGER
  return /^\d{1,15}$/.test(cursor) ? Number(cursor) : null
}
