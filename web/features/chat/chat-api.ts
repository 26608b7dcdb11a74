/** The history of a thread. */
import type { RoomId } from '../../../contract/ids.ts'
import type { Message } from '../../lib/room/chat-log.ts'
import { messageOf } from '../../lib/room/room-frames.ts'
import type { Account } from '../session/account.ts'
import type { Answer } from '../session/http.ts'
import type { Page } from '../session/reading.ts'
import { pageReader } from '../session/reading.ts'

export const pageSize = 50

const readMessages = pageReader(messageOf)

/** The latest ones with a place before `before`. */
export const getMessages = ({ call }: Account, thread: RoomId, before: number, signal: AbortSignal): Promise<Answer<Page<Message>>> =>
  call({
    path: `/v1/chat/${thread}/messages?${new URLSearchParams({ limit: String(pageSize), cursor: String(before) })}`,
    read: readMessages,
    signal,
  })
