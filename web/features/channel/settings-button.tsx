/** The button of the settings, and its panel above it while it is open. */
import type { RefObject } from 'react'
import { useEffect, useId, useRef, useState } from 'react'
import { Icon } from './icons.tsx'
import type { Player, Shown } from './player.ts'
import { SettingsPanel } from './settings-panel.tsx'
import type { UsedPlayer } from './use-player.ts'
import { player as words } from './words.ts'

type SettingsButtonProps = Pick<UsedPlayer, 'preferences' | 'prefer'> & {
  readonly shown: Shown
  readonly player: Player
  readonly onOpen: (isOpen: boolean) => void
}

export function SettingsButton({ shown, player, preferences, prefer, onOpen }: SettingsButtonProps) {
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const place = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const change = (next: boolean): void => {
    setOpen(next)
    onOpen(next)
  }
  useCloseOutside(place, isOpen, (byKey) => {
    change(false)
    if (byKey) button.current?.focus()
  })
  return (
    <div className="settings-place" ref={place}>
      <button
        type="button"
        className="control"
        ref={button}
        aria-label={words.settings}
        title={words.settings}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => change(!isOpen)}
      >
        <Icon name="settings" />
      </button>
      {isOpen && (
        <SettingsPanel
          id={id}
          qualities={shown.qualities}
          chosen={shown.chosen}
          onScreen={shown.onScreen}
          onChoose={player.choose}
          preferences={preferences}
          prefer={prefer}
        />
      )}
    </div>
  )
}

/** Escape, a click elsewhere, or a focus that went elsewhere. */
function useCloseOutside(place: RefObject<HTMLElement | null>, isOpen: boolean, close: (byKey: boolean) => void): void {
  const latest = useRef(close)
  useEffect(() => {
    latest.current = close
  })
  useEffect(() => {
    if (!isOpen) return undefined
    const stop = new AbortController()
    const outside = (event: Event): void => {
      if (event.target instanceof Node && place.current?.contains(event.target) === false) latest.current(false)
    }
    const key = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') latest.current(true)
    }
    document.addEventListener('pointerdown', outside, { signal: stop.signal })
    document.addEventListener('focusin', outside, { signal: stop.signal })
    document.addEventListener('keydown', key, { signal: stop.signal })
    return () => stop.abort()
  }, [isOpen, place])
}
