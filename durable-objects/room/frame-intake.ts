/** From what a client says on its socket to an input of the machine, with what the store and the word list know of a message. */
import { messageId, newId } from '../../contract/ids.ts'
import type { ConnectionId } from '../../contract/ids.ts'
import { clientFrame, closeCodes } from '../../contract/socket.ts'
import type { ClientFrame } from '../../contract/socket.ts'
import { judgeText, wordListOf } from '../../domain/moderation/word-list.ts'
import { isTooLarge, readFrame } from '../runtime/client-text.ts'
import { wantsWroteAt } from './frame-steps.ts'
import type { RoomKeeper } from './room-keeper.ts'
import type { RoomParts } from './room-parts.ts'
import type { MessageFacts } from './room-protocol.ts'
import { sessionOf } from './room-run.ts'

export const takeText = ({ keeper, sockets }: RoomParts, connection: ConnectionId, text: string | ArrayBuffer, now: number): void => {
  if (isTooLarge(text)) {
    keeper.step({ type: 'closed', connection, clean: false, seenAt: now }, now)
    sockets.close(connection, closeCodes.tooLarge, 'frames are at most 16 KiB')
    return
  }
  const read = readFrame(clientFrame, text)
  if (!read.ok) keeper.step({ type: 'bad_frame', connection, code: read.error.code, detail: read.error.detail }, now)
  else keeper.step({ type: 'frame', connection, frame: read.value, message: messageOf(keeper, connection, read.value) }, now)
}

/** Null for frames that are no messages. */
const messageOf = ({ state, store }: RoomKeeper, id: ConnectionId, frame: ClientFrame): MessageFacts | null => {
  if (frame.t !== 'chat.send') return null
  const connection = state.people.connections.get(id)
  const session = sessionOf(state)
  const isHeld = session?.mode.policies.word_list === true
  const judged = isHeld
    ? judgeText(frame.text, wordListOf(session.policies.words))
    : { text: frame.text, isRefused: false, isFlagged: false }
  const earlier = connection === undefined ? null : store.earlier(connection.user, frame.client_id)
  const wroteAt = connection !== undefined && wantsWroteAt(state, connection) ? store.wroteAt(connection.user) : null
  return { ...judged, id: messageId.parse(newId()), earlier, wroteAt }
}
