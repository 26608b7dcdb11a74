/** The head of a mode's page: which mode it is, how many are here, who one is, and what may be done about the room. */
import type { ReactNode } from 'react'
import { SignOutButton } from '../session/sign-out-button.tsx'
import { useModeRoom } from './mode-room.ts'
import { titleOfMode } from './mode-title.ts'
import { words } from './words.ts'

export function RoomHead({ children }: { readonly children: ReactNode }) {
  const { mode, user, view } = useModeRoom()
  return (
    <header className="room-head">
      <div className="room-title">
        <h1>{titleOfMode(mode)}</h1>
        {view.memberCount > 0 && <p className="quiet small room-count">{words.here(view.memberCount)}</p>}
      </div>
      {children}
      <div className="room-you">
        <span className="quiet small room-name">
          <span className="unseen">{words.youAre} </span>
          {user.display_name}
        </span>
        <SignOutButton />
      </div>
    </header>
  )
}
