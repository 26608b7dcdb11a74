/** A player for the video of a component, from when it is drawn until it goes, with what its viewer set up. */
import type { RefObject } from 'react'
import { useEffect, useRef, useState } from 'react'
import { masterPath } from './channel-api.ts'
import type { Player, Shown } from './player.ts'
import { startPlayer } from './player.ts'
import type { Preferences } from './preferences.ts'
import { keepPreferences, keptPreferences } from './preferences.ts'

export type UsedPlayer = {
  readonly video: RefObject<HTMLVideoElement | null>
  /** Null for the moment before it is there. */
  readonly shown: Shown | null
  readonly player: Player | null
  readonly preferences: Preferences
  readonly prefer: (change: Partial<Preferences>) => void
}

export function usePlayer(channel: string): UsedPlayer {
  const video = useRef<HTMLVideoElement>(null)
  const [shown, setShown] = useState<Shown | null>(null)
  const [player, setPlayer] = useState<Player | null>(null)
  const [preferences, setPreferences] = useState(keptPreferences)

  useEffect(() => {
    const element = video.current
    if (element === null) return undefined
    element.muted = true
    const started = startPlayer(element, masterPath(channel), setShown)
    const { volume, captions } = keptPreferences()
    started.sound({ volume })
    started.showCaptions(captions)
    setPlayer(started)
    return started.close
  }, [channel])

  const prefer = (change: Partial<Preferences>): void => {
    const next = { ...preferences, ...change }
    setPreferences(next)
    keepPreferences(next)
    if (change.volume !== undefined) player?.sound({ volume: change.volume, muted: change.volume === 0 })
    if (change.captions !== undefined) player?.showCaptions(change.captions)
  }

  return { video, shown, player, preferences, prefer }
}
