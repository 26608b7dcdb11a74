/**
 * The room of a mode's page: the one that the address names (`?session=`), else the one that is found, and the link to it. Who leaves the page
 * leaves the room. A room of the address that is over is forgotten where another one can be found.
 */
import { useCallback, useEffect, useState } from 'react'
import type { RoomId } from '../../../contract/ids.ts'
import { go, usePath, useQuery } from '../../app/router.tsx'
import { openRoom } from '../../lib/room/open-room.ts'
import type { RoomLink } from '../../lib/room/room-link.ts'
import type { Account } from '../session/account.ts'
import type { ApiFailure } from '../session/http.ts'
import type { Mode } from './modes-api.ts'
import { findSession } from './modes-api.ts'

const isId = (text: string | null): text is RoomId => text !== null && /^[0-9a-f-]{36}$/.test(text)

export const sessionIn = (query: string): RoomId | null => {
  const named = new URLSearchParams(query).get('session')
  return isId(named) ? named : null
}

export type SessionRoom = {
  readonly link: RoomLink | null
  /** Why no room was found. */
  readonly failure: ApiFailure | null
  /** Looks for a room, also while one is in the address. */
  readonly findAnother: () => void
}

export function useSessionRoom(account: Account, mode: Mode): SessionRoom {
  const [path, query] = [usePath(), useQuery()]
  const named = sessionIn(query)
  const { failure, look } = useFinding(account, mode, path)
  const isOpen = mode.room.entry === 'open'
  useEffect(() => {
    if (named === null && isOpen) return look()
    return undefined
  }, [named, isOpen, look])
  const link = useLink(account, named)
  const findAnother = useCallback(() => go(path, { replace: true }), [path])
  return { link, failure, findAnother }
}

/** Looks for a room and puts it into the address. */
function useFinding(account: Account, mode: Mode, path: string) {
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const look = useCallback(() => {
    let isGone = false
    const find = async (): Promise<void> => {
      const found = await findSession(account, mode)
      if (isGone) return
      setFailure(found.ok ? null : found.failure)
      if (found.ok) go(`${path}?${new URLSearchParams({ session: found.value.id })}`, { replace: true })
    }
    void find()
    return () => void (isGone = true)
  }, [account, mode, path])
  return { failure, look }
}

function useLink(account: Account, session: RoomId | null): RoomLink | null {
  const [link, setLink] = useState<RoomLink | null>(null)
  useEffect(() => {
    if (session === null) return undefined
    const opened = openRoom({ sessionId: session, token: async () => (await account.freshToken())?.text ?? null })
    // A link is a thing outside of React: it is opened where it can be closed.
    // oxlint-disable-next-line react/set-state-in-effect -- the page is drawn once more, with the link
    setLink(opened)
    return () => {
      opened.leave()
      setLink(null)
    }
  }, [account, session])
  return link
}
