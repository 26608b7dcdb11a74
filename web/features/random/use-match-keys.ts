/** Single keys of the page of random video chat. */
import { useEffect, useRef } from 'react'
import type { Act } from './random-view.ts'
import { actOf } from './random-view.ts'

export function useMatchKeys(perform: (act: Act) => void): void {
  const latest = useRef(perform)
  useEffect(() => {
    latest.current = perform
  })
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const isInField = document.activeElement?.matches('input, textarea, select, [contenteditable]') === true
      const act = actOf({ key: event.key, isModified: event.ctrlKey || event.altKey || event.metaKey, isInField })
      if (act === null || event.defaultPrevented || event.repeat || document.querySelector('dialog[open]') !== null) return
      event.preventDefault()
      latest.current(act)
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [])
}
