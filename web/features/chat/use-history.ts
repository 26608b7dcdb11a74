/** Reads what was said before: the last page when one comes in, older ones on demand, and all that a gap may hide by itself. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { RoomLink } from '../../lib/room/room-link.ts'
import type { RoomView } from '../../lib/room/room-view.ts'
import type { Account } from '../session/account.ts'
import { getMessages } from './chat-api.ts'

export type History = {
  readonly isLoading: boolean
  readonly isFailed: boolean
  /** Null when everything is shown. */
  readonly older: (() => void) | null
}

export function useHistory(account: Account, link: RoomLink | null, view: RoomView): History {
  const [state, setState] = useState<'idle' | 'loading' | 'failed'>('idle')
  const { threadId, chat } = view
  const { knownFrom, gap } = chat
  const isLive = view.connection.at === 'live'
  const underWay = useRef<AbortController | null>(null)
  useEffect(() => {
    const under = underWay
    return () => under.current?.abort()
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- what another room was asked is of no use
  }, [link])

  const read = useCallback(async (): Promise<void> => {
    if (link === null || threadId === null || underWay.current !== null) return
    const mine = new AbortController()
    underWay.current = mine
    setState('loading')
    const answer = await getMessages(account, threadId, knownFrom, mine.signal)
    underWay.current = null
    if (mine.signal.aborted) return
    setState(answer.ok ? 'idle' : 'failed')
    if (!answer.ok) return
    const { data, next_cursor } = answer.value
    link.addHistory(data, next_cursor === null ? 0 : (data.at(-1)?.seq ?? 0))
  }, [account, link, threadId, knownFrom])

  /** Nothing was read yet, or something may be missing. */
  const isNeeded = isLive && (gap !== null || (chat.messages.length === 0 && knownFrom > 1))
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- it says that it reads
    if (isNeeded) void read()
  }, [isNeeded, read])

  return { isLoading: state === 'loading', isFailed: state === 'failed', older: knownFrom > 1 ? () => void read() : null }
}
