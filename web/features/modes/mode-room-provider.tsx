/** Gathers what the parts of a page share, and follows the room to where it goes. */
import type { ReactNode } from 'react'
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { User } from '../../../contract/identity.ts'
import type { MessageId, RoomId, UserId } from '../../../contract/ids.ts'
import { go } from '../../app/router.tsx'
import type { RoomLink } from '../../lib/room/room-link.ts'
import type { RoomView } from '../../lib/room/room-view.ts'
import { unknownRoom } from '../../lib/room/room-view.ts'
import { AskForCall } from '../invitation/ask-for-call.tsx'
import { PersonCard } from '../people/person-card.tsx'
import { useNames } from '../people/use-names.ts'
import { useBlocks } from '../safety/use-blocks.ts'
import { useAccount } from '../session/account.ts'
import { FailureBanner } from '../session/answer-view.tsx'
import { Button } from '../../ui/button.tsx'
import type { ModeRoom } from './mode-room.ts'
import { ModeRoomContext } from './mode-room.ts'
import { hrefOfMode } from './mode-title.ts'
import type { Mode } from './modes-api.ts'
import { getSession } from './modes-api.ts'
import { RoomOver } from './room-over.tsx'
import { useSessionRoom } from './use-session-room.ts'
import { words } from './words.ts'

const deaf = (): (() => void) => () => {}
const nothing = (): RoomView => unknownRoom
const useView = (link: RoomLink | null): RoomView => useSyncExternalStore(link?.subscribe ?? deaf, link?.view ?? nothing)

type ProviderProps = { readonly mode: Mode; readonly modes: readonly Mode[]; readonly user: User; readonly children: ReactNode }

export function ModeRoomProvider({ mode, modes, user, children }: ProviderProps) {
  const account = useAccount()
  const { link, failure, findAnother } = useSessionRoom(account, mode)
  const view = useView(link)
  const blocks = useBlocks(account)
  const nameOf = useNames(account, view.names)
  const [shown, setShown] = useState<{ readonly person: UserId; readonly message?: MessageId | undefined } | null>(null)
  const openPerson = useCallback((person: UserId, message?: MessageId) => setShown({ person, message }), [])
  const enter = useCallback(
    ({ id, mode: to }: { readonly id: RoomId; readonly mode: string }) => {
      const target = modes.find(({ mode_id }) => mode_id === to)
      if (target !== undefined) go(`${hrefOfMode(target)}?${new URLSearchParams({ session: id })}`)
    },
    [modes],
  )
  useFollow(view, enter)
  const { blocked } = blocks
  const room: ModeRoom = useMemo(
    () => ({ account, user, mode, modes, link, view, enter, nameOf, openPerson, blocked }),
    [account, user, mode, modes, link, view, enter, nameOf, openPerson, blocked],
  )
  if (failure !== null && link === null)
    return (
      <div className="narrow" role="alert">
        <FailureBanner failure={failure}>
          <Button onClick={() => window.location.reload()}>{words.again}</Button>
        </FailureBanner>
      </div>
    )
  return (
    <ModeRoomContext value={room}>
      <RoomOver findAnother={findAnother}>{children}</RoomOver>
      {shown !== null && (
        <PersonCard {...shown} blocks={blocks} onClose={() => setShown(null)}>
          <AskForCall person={shown.person} onAsked={() => setShown(null)} />
        </PersonCard>
      )}
    </ModeRoomContext>
  )
}

/** Where the room leads, whoever led it there. */
function useFollow({ connection, movedTo }: RoomView, enter: ModeRoom['enter']): void {
  const account = useAccount()
  const next = connection.at === 'ended' ? connection.next : null
  useEffect(() => {
    if (movedTo !== null) enter(movedTo)
  }, [movedTo, enter])
  useEffect(() => {
    if (next === null || movedTo?.id === next) return undefined
    let isGone = false
    const follow = async (): Promise<void> => {
      const answer = await getSession(account, next)
      if (answer.ok && !isGone) enter(answer.value)
    }
    void follow()
    return () => void (isGone = true)
  }, [next, movedTo, account, enter])
}
