/** Keeps the channel's status current while the page is seen. The last one stays when the next does not come. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { ChannelStatus } from '../../../contract/channel.ts'
import { startPolling } from '../../lib/poll-loop.ts'
import type { Received } from '../session/http.ts'
import { getStatus } from './channel-api.ts'
import { pollAfter } from './timing.ts'

export type StatusState = {
  /** Null until the first came. */
  readonly last: Received<ChannelStatus> | null
  /** In a row. */
  readonly failures: number
  /** There is no such channel any more. */
  readonly isGone: boolean
}

const none: StatusState = { last: null, failures: 0, isGone: false }

export type Status = StatusState & { readonly askNow: () => void }

export function useStatus(channel: string): Status {
  const [state, setState] = useState(none)
  const ask = useRef<() => void>(() => {})
  useEffect(() => {
    let failures = 0
    const turn = async (signal: AbortSignal): Promise<number> => {
      const answer = await getStatus(channel, signal)
      if (signal.aborted) return 0
      failures = answer.ok ? 0 : failures + 1
      const isGone = !answer.ok && answer.failure.kind === 'problem' && answer.failure.status === 404
      setState((before) => ({ last: answer.ok ? answer : before.last, failures, isGone }))
      return pollAfter(answer.ok ? answer.value.state : null, failures, Math.random())
    }
    let stop = startPolling(turn, { onResume: () => {} })
    ask.current = () => {
      stop()
      stop = startPolling(turn, { onResume: () => {} })
    }
    const online = (): void => ask.current()
    addEventListener('online', online)
    return () => {
      removeEventListener('online', online)
      ask.current = () => {}
      stop()
    }
  }, [channel])
  return { ...state, askNow: useCallback(() => ask.current(), []) }
}
