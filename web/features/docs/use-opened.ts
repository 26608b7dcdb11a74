/** Which operations are open, and the one that the address names: a deep link opens it, brings it into view and focuses it. */
import { useCallback, useEffect, useState } from 'react'

type Opened = {
  readonly isOpen: (id: string) => boolean
  readonly toggle: (id: string) => void
  /** Opens, and goes there. */
  readonly show: (id: string) => void
}

const named = (): string => decodeURIComponent(window.location.hash.slice(1))

/** `ids`: all there are. `onGo`: somewhere is being gone to, so it must not be filtered away. */
export function useOpened(ids: ReadonlySet<string>, onGo: () => void): Opened {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const [target, setTarget] = useState<{ readonly id: string } | null>(null)

  const show = useCallback(
    (id: string) => {
      if (!ids.has(id)) return
      setOpen((before) => new Set(before).add(id))
      setTarget({ id })
    },
    [ids],
  )

  useEffect(() => {
    const goWhereTheAddressSays = (): void => {
      if (!ids.has(named())) return
      onGo()
      show(named())
    }
    goWhereTheAddressSays()
    window.addEventListener('hashchange', goWhereTheAddressSays)
    return () => window.removeEventListener('hashchange', goWhereTheAddressSays)
  }, [ids, onGo, show])

  useEffect(() => {
    if (target === null) return
    const card = document.getElementById(target.id)
    card?.scrollIntoView({ block: 'start' })
    card?.querySelector('button')?.focus({ preventScroll: true })
  }, [target])

  const toggle = useCallback(
    (id: string) => {
      if (!open.has(id)) window.history.replaceState(null, '', `#${id}`)
      setOpen((before) => (before.has(id) ? new Set([...before].filter((other) => other !== id)) : new Set(before).add(id)))
    },
    [open],
  )

  return { isOpen: (id) => open.has(id), toggle, show }
}
