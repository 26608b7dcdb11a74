/** Single keys of the page that act on the player. */
import type { RefObject } from 'react'
import { useEffect, useRef } from 'react'
import type { Act } from './keys.ts'
import { actOf, focusOf } from './keys.ts'

/** Null for a moment when they are off. */
export function useKeys(frame: RefObject<HTMLElement | null>, perform: ((act: Act) => void) | null): void {
  const latest = useRef(perform)
  useEffect(() => {
    latest.current = perform
  })
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const { activeElement } = document
      const act = actOf({
        key: event.key,
        isModified: event.ctrlKey || event.altKey || event.metaKey,
        focus: focusOf(activeElement),
        isInPlayer: activeElement !== null && frame.current?.contains(activeElement) === true,
      })
      if (act === null || latest.current === null || event.defaultPrevented || document.querySelector('dialog[open]') !== null) return
      event.preventDefault()
      latest.current(act)
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [frame])
}
