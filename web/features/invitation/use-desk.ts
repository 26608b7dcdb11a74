/** The invitations of the page's room, shared by the parts that show them and the cards that make them. */
import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { RoomLink } from '../../lib/room/room-link.ts'
import { sharedFor } from '../../lib/shared-for.ts'
import type { ModeRoom } from '../modes/mode-room.ts'
import { useModeRoom } from '../modes/mode-room.ts'
import type { Mode } from '../modes/modes-api.ts'
import type { InvitationDesk, InvitationsView } from './invitations.ts'
import { openDesk } from './invitations.ts'

const desks = sharedFor<RoomLink, InvitationDesk>((desk) => desk.close())

/** The mode that stands on a consent and may be reached from here. */
export const callModeOf = ({ mode, modes }: Pick<ModeRoom, 'mode' | 'modes'>): Mode | null =>
  modes.find(({ mode_id, room }) => room.entry === 'consent' && mode.transitions.includes(mode_id)) ?? null

/** Null until the page is in the room. */
export function useDesk(): InvitationDesk | null {
  const room = useModeRoom()
  const { link, user, account } = room
  const latest = useRef(room)
  useEffect(() => {
    latest.current = room
  })
  const me = user.id
  useEffect(() => {
    if (link === null) return undefined
    const callMode = (): string | null => callModeOf(latest.current)?.mode_id ?? null
    return desks.hold(link, () => openDesk({ link, me, account, callMode, goTo: (session) => latest.current.enter(session) }))
  }, [link, me, account])
  return desks.useShared(link)
}

export const useDeskView = (desk: InvitationDesk): InvitationsView => useSyncExternalStore(desk.subscribe, desk.view)
