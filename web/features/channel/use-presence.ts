/** Says that this viewer watches, as long as the page is open. */
import { useEffect, useRef, useState } from 'react'
import type { Watching } from './viewer.ts'
import { newViewer, startPresence } from './viewer.ts'

/** Begins when `isWatching` first holds, so that nobody is counted who only came by. */
export function usePresence(channel: string, watching: Watching): void {
  const [viewer] = useState(newViewer)
  const latest = useRef(watching)
  useEffect(() => {
    latest.current = watching
  })
  const { isWatching } = watching
  useEffect(() => (isWatching ? startPresence(channel, viewer, () => latest.current) : undefined), [channel, viewer, isWatching])
}
