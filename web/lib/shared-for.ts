/** Things that several parts of a page share: begun by the first that holds one, given back with the last. One for each key. */
import { useSyncExternalStore } from 'react'

type Kept<T> = { readonly thing: T; users: number }

export type SharedFor<K extends object, T extends object> = {
  /** Answers how to let go. */
  readonly hold: (key: K, start: () => T) => () => void
  /** Null while nobody holds one. */
  readonly useShared: (key: K | null) => T | null
}

export function sharedFor<K extends object, T extends object>(close: (thing: T) => void): SharedFor<K, T> {
  const kept = new Map<K, Kept<T>>()
  const listeners = new Set<() => void>()
  const tell = (): void => {
    for (const listener of listeners) listener()
  }
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  return {
    hold: (key, start) => {
      const one = kept.get(key) ?? { thing: start(), users: 0 }
      one.users += 1
      kept.set(key, one)
      tell()
      return () => {
        one.users -= 1
        if (one.users > 0) return
        kept.delete(key)
        close(one.thing)
        tell()
      }
    },
    useShared: (key) => useSyncExternalStore(subscribe, () => (key === null ? null : (kept.get(key)?.thing ?? null))),
  }
}
