/** Loads an answer for a component: loading, failed or ready, with a reload that keeps what is shown until the new one is there. */
import { useCallback, useEffect, useState } from 'react'
import type { Answer, ApiFailure } from './http.ts'
import type { Page } from './reading.ts'

export type LoadState<T> =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly failure: ApiFailure }
  | { readonly status: 'ready'; readonly value: T }

export type Loaded<T> = {
  readonly state: LoadState<T>
  readonly reload: () => void
  /** Puts a value that is known without asking. */
  readonly put: (value: T) => void
}

/** `load` must be stable; another one loads anew. */
export function useAnswer<T>(load: (signal: AbortSignal) => Promise<Answer<T>>): Loaded<T> {
  const [state, setState] = useState<LoadState<T>>({ status: 'loading' })
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    const mine = new AbortController()
    const run = async (): Promise<void> => {
      const answer = await load(mine.signal)
      if (!mine.signal.aborted)
        setState(answer.ok ? { status: 'ready', value: answer.value } : { status: 'failed', failure: answer.failure })
    }
    void run()
    return () => mine.abort()
    // oxlint-disable-next-line react/exhaustive-deps -- another turn is what a reload is
  }, [load, turn])
  const reload = useCallback(() => setTurn((before) => before + 1), [])
  const put = useCallback((value: T) => setState({ status: 'ready', value }), [])
  return { state, reload, put }
}

export type Pages<T> = {
  readonly state: LoadState<readonly T[]>
  readonly reload: () => void
  /** Null when everything is shown. */
  readonly more: (() => void) | null
  readonly loadingMore: boolean
  /** Why the next page did not come. */
  readonly trouble: ApiFailure | null
  readonly change: (change: (items: readonly T[]) => readonly T[]) => void
}

type Shown<T> = {
  readonly items: readonly T[]
  readonly next: string | null
  readonly trouble: ApiFailure | null
  readonly loading: boolean
}
const shownOf = <T>(items: readonly T[], next: string | null): Shown<T> => ({ items, next, trouble: null, loading: false })

/** A cursor-paged list, shown page after page. `load` must be stable. */
export function usePages<T>(load: (cursor: string | null, signal?: AbortSignal) => Promise<Answer<Page<T>>>): Pages<T> {
  const first = useCallback(
    async (signal: AbortSignal): Promise<Answer<Shown<T>>> => {
      const answer = await load(null, signal)
      return answer.ok ? { ...answer, value: shownOf(answer.value.data, answer.value.next_cursor) } : answer
    },
    [load],
  )
  const { state, reload, put } = useAnswer(first)
  const shown = state.status === 'ready' ? state.value : null

  const more = async (from: Shown<T>): Promise<void> => {
    if (from.loading) return
    put({ ...from, loading: true })
    const answer = await load(from.next)
    if (answer.ok) put(shownOf([...from.items, ...answer.value.data], answer.value.next_cursor))
    else put({ ...from, trouble: answer.failure, loading: false })
  }

  return {
    state: state.status === 'ready' ? { status: 'ready', value: state.value.items } : state,
    reload,
    more: shown?.next ? () => void more(shown) : null,
    loadingMore: shown?.loading ?? false,
    trouble: shown?.trouble ?? null,
    change: (change) => shown && put({ ...shown, items: change(shown.items) }),
  }
}
