/** The stream of one app under some filters: the first page, older ones when asked, and new ones every few seconds while somebody looks. */
import { useEffect, useRef, useState } from 'react'
import type { AppId } from '../../../contract/ids.ts'
import { startPolling } from '../../lib/poll-loop.ts'
import type { ApiFailure } from '../session/http.ts'
import type { LoadState } from '../session/use-answer.ts'
import type { Filters } from './events-api.ts'
import { listEvents } from './events-api.ts'
import type { Stream } from './stream.ts'
import { begun, mustRestart, older, polled, restarted, shown } from './stream.ts'

const everyMs = 3_000
/** How far before the last answer the next one begins: what was stored late is still found, and asking stays cheap. */
const lookBackMs = 10 * 60_000

type Events = {
  readonly state: LoadState<Stream>
  readonly reload: () => void
  readonly more: () => void
  readonly showWaiting: () => void
}

type Turn = { readonly app: AppId; readonly filters: Filters; readonly isAtTop: () => boolean }

/** Only of what was received a moment ago, unless the filters begin later. */
function recent(filters: Filters, askedAt: number): Filters {
  const from = Math.max(askedAt - lookBackMs, Date.parse(filters.from ?? '') || 0)
  return { ...filters, from: new Date(from).toISOString() }
}

/** Asks for the newest; null when the answer did not come because the page was left. */
async function ask({ app, filters, isAtTop }: Turn, before: () => Stream, signal: AbortSignal): Promise<Stream | null> {
  const answer = await listEvents(app, recent(filters, before().askedAt), null, signal)
  if (signal.aborted) return null
  if (!answer.ok) return { ...before(), lost: answer.failure }
  const at = answer.serverAt ?? answer.receivedAt
  if (!mustRestart(before(), answer.value, isAtTop())) return polled(before(), answer.value, at, isAtTop())
  const first = await listEvents(app, filters, null, signal)
  if (signal.aborted) return null
  return first.ok ? restarted(before(), first.value, at, isAtTop()) : { ...before(), lost: first.failure }
}

/** `live` false: the range is over, nothing new can come. */
export function useEvents(app: AppId, filters: Filters, live: boolean, isAtTop: () => boolean): Events {
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const [stream, setStream] = useState<Stream | null>(null)
  const now = useRef<Stream | null>(null)
  const [turn, setTurn] = useState(0)

  const put = (next: Stream | null): void => {
    now.current = next
    setStream(next)
  }

  useEffect(() => {
    const first = async (signal: AbortSignal): Promise<void> => {
      const answer = await listEvents(app, filters, null, signal)
      if (signal.aborted) return
      setFailure(answer.ok ? null : answer.failure)
      if (answer.ok) put(begun(answer.value, answer.serverAt ?? answer.receivedAt))
    }
    const task = async (signal: AbortSignal): Promise<number> => {
      const before = (): Stream => now.current ?? begun({ data: [], next_cursor: null }, Date.now())
      if (now.current === null) await first(signal)
      else if (live) {
        const next = await ask({ app, filters, isAtTop }, before, signal)
        if (next !== null) put(next)
      }
      return now.current !== null && live ? everyMs : 24 * 3_600_000
    }
    put(null)
    setFailure(null)
    return startPolling(task, { onResume: () => undefined })
    // oxlint-disable-next-line react/exhaustive-deps -- another turn is what a reload is; `isAtTop` is asked at the moment
  }, [app, filters, live, turn])

  const more = async (): Promise<void> => {
    const from = now.current
    if (from === null || from.next === null || from.loadingMore) return
    put({ ...from, loadingMore: true, trouble: null })
    const answer = await listEvents(app, filters, from.next)
    // The list began anew, or is another one.
    if (now.current === null || now.current.next !== from.next) return
    put(answer.ok ? older(now.current, answer.value) : { ...now.current, loadingMore: false, trouble: answer.failure })
  }
  const showWaiting = (): void => {
    if (now.current !== null) put(shown(now.current))
  }

  return { state: stateOf(stream, failure), reload: () => setTurn((before) => before + 1), more: () => void more(), showWaiting }
}

function stateOf(stream: Stream | null, failure: ApiFailure | null): LoadState<Stream> {
  if (stream !== null) return { status: 'ready', value: stream }
  return failure === null ? { status: 'loading' } : { status: 'failed', failure }
}
