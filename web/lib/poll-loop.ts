/**
 * Runs a task again and again while somebody can see the page: never two at once, none while the tab is hidden, at once when it
 * comes back, and an abort of the one under way when the page is left. Knows nothing of what the task does.
 */

/** Answers how long to wait until the next start. */
export type Task = (signal: AbortSignal) => Promise<number>

type Wake = { readonly onResume: () => void }

/** Starts now; the answer stops it. */
export function startPolling(task: Task, { onResume }: Wake): () => void {
  let running: AbortController | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  const run = async (): Promise<void> => {
    const turn = new AbortController()
    running = turn
    const waitMs = await task(turn.signal)
    if (turn.signal.aborted) return
    running = null
    timer = setTimeout(start, waitMs)
  }
  const start = (): void => void run()
  const halt = (): void => {
    clearTimeout(timer)
    running?.abort()
    running = null
  }
  const seen = (): void => {
    halt()
    if (document.hidden) return
    onResume()
    start()
  }

  document.addEventListener('visibilitychange', seen)
  if (!document.hidden) start()
  return () => {
    document.removeEventListener('visibilitychange', seen)
    halt()
  }
}
