/** Whether nobody has moved, touched or typed in the frame for a while. */
import type { RefObject } from 'react'
import { useEffect, useState } from 'react'

const idleMs = 3_000
const signs = ['pointermove', 'pointerdown', 'keydown', 'focusin'] as const

export function useIdle(frame: RefObject<HTMLElement | null>): boolean {
  const [isIdle, setIdle] = useState(false)
  useEffect(() => {
    const element = frame.current
    if (element === null) return undefined
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const wake = (): void => {
      setIdle(false)
      clearTimeout(timer)
      timer = setTimeout(() => setIdle(true), idleMs)
    }
    for (const sign of signs) element.addEventListener(sign, wake, { signal: stop.signal })
    element.addEventListener('pointerleave', () => setIdle(true), { signal: stop.signal })
    wake()
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [frame])
  return isIdle
}
