/** What follows when a person hangs up: the session ends, and the page goes back to where it came from. */
import type { RefObject } from 'react'
import { useEffect, useRef } from 'react'
import { go } from '../../app/router.tsx'
import { hrefOfMode } from '../modes/mode-title.ts'
import type { ModeRoom } from '../modes/mode-room.ts'
import { useModeRoom } from '../modes/mode-room.ts'
import { getSession } from '../modes/modes-api.ts'
import { anything } from '../session/reading.ts'

/** The latest way out, for who keeps it. */
export function useLeaving(): RefObject<() => void> {
  const room = useModeRoom()
  const latest = useRef<() => void>(() => {})
  useEffect(() => {
    latest.current = () => void leave(room)
  })
  return latest
}

/** A session of two ends by itself when one of them goes: if saying so fails, it ends a moment later. */
async function leave({ account, view, mode, modes, enter }: ModeRoom): Promise<void> {
  const { session } = view
  // Who was matched leaves the queue, which ends the session; what found them sees that they hung up.
  if (session === null || mode.room.entry === 'match') return
  await account.call({ method: 'POST', path: `/v1/sessions/${session.id}/end`, read: anything })
  const before = session.parent_session_id === null ? null : await getSession(account, session.parent_session_id)
  if (before?.ok === true && before.value.state === 'active') return enter(before.value)
  const next = modes.find(({ mode_id, room }) => room.entry === 'open' && mode.transitions.includes(mode_id))
  return next === undefined ? undefined : go(hrefOfMode(next))
}
