/** What the parts of a mode's page share: who is here, in which room, and where else one may go. Each part takes it and nothing else. */
import { createContext, useContext } from 'react'
import type { User } from '../../../contract/identity.ts'
import type { MessageId, RoomId, UserId } from '../../../contract/ids.ts'
import type { RoomLink } from '../../lib/room/room-link.ts'
import type { RoomView } from '../../lib/room/room-view.ts'
import type { Account } from '../session/account.ts'
import type { Mode } from './modes-api.ts'

export type ModeRoom = {
  readonly account: Account
  readonly user: User
  readonly mode: Mode
  readonly modes: readonly Mode[]
  /** Null until it is known which room, and in a mode that one does not enter by itself. */
  readonly link: RoomLink | null
  readonly view: RoomView
  /** Goes to the page of another session. */
  readonly enter: (session: { readonly id: RoomId; readonly mode: string }) => void
  /** Somebody by name; also who left. */
  readonly nameOf: (user: UserId) => string
  /** Shows what is known of a person, and what one may do about them and what they said. */
  readonly openPerson: (user: UserId, message?: MessageId) => void
  /** Those one has blocked: nothing of them is shown. */
  readonly blocked: ReadonlySet<UserId>
}

export const ModeRoomContext = createContext<ModeRoom | null>(null)

export function useModeRoom(): ModeRoom {
  const room = useContext(ModeRoomContext)
  if (room === null) throw new Error('a part stands outside of a page of a mode')
  return room
}
