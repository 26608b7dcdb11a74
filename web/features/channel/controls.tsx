/** The bar of the player: every button says what it would do. */
import type { ReactNode } from 'react'
import { age } from '../../ui/format.ts'
import { behindOf } from './channel-view.ts'
import type { IconName } from './icons.tsx'
import { Icon } from './icons.tsx'
import type { Player, Shown } from './player.ts'
import { SettingsButton } from './settings-button.tsx'
import type { UsedPlayer } from './use-player.ts'
import { player as words } from './words.ts'

type ControlButtonProps = { readonly icon: IconName; readonly name: string; readonly pressed?: boolean; readonly onClick: () => void }

function ControlButton({ icon, name, pressed, onClick }: ControlButtonProps) {
  return (
    <button type="button" className="control" aria-label={name} title={name} aria-pressed={pressed} onClick={onClick}>
      <Icon name={icon} />
    </button>
  )
}

type ControlsProps = Pick<UsedPlayer, 'preferences' | 'prefer'> & {
  readonly shown: Shown
  readonly player: Player
  /** What the channel does, in a word. */
  readonly chip: ReactNode
  readonly screen: { readonly isFull: boolean; readonly toggle: () => void } | null
  readonly picture: (() => void) | null
  /** While something is open, the bar stays. */
  readonly onOpen: (isOpen: boolean) => void
}

export function Controls({ shown, player, chip, preferences, prefer, screen, picture, onOpen }: ControlsProps) {
  const isPaused = shown.state.phase.at === 'paused' || shown.state.phase.at === 'refused'
  return (
    <div className="controls">
      <ControlButton
        icon={isPaused ? 'play' : 'pause'}
        name={isPaused ? words.play : words.pause}
        onClick={() => player.tell({ type: isPaused ? 'play' : 'pause' })}
      />
      <Sound shown={shown} player={player} prefer={prefer} />
      <LiveButton shown={shown} player={player} chip={chip} />
      <span className="controls-gap" />
      {shown.hasCaptions && (
        <ControlButton
          icon="captions"
          name={words.captions}
          pressed={preferences.captions}
          onClick={() => prefer({ captions: !preferences.captions })}
        />
      )}
      <SettingsButton shown={shown} player={player} preferences={preferences} prefer={prefer} onOpen={onOpen} />
      {picture && <ControlButton icon="picture" name={words.pictureInPicture} onClick={picture} />}
      {screen && (
        <ControlButton
          icon={screen.isFull ? 'small' : 'full'}
          name={screen.isFull ? words.leaveFullScreen : words.fullScreen}
          onClick={screen.toggle}
        />
      )}
    </div>
  )
}

function Sound({ shown, player, prefer }: Pick<ControlsProps, 'shown' | 'player' | 'prefer'>) {
  const isSilent = shown.muted || shown.volume === 0
  return (
    <>
      <ControlButton
        icon={isSilent ? 'silence' : 'sound'}
        name={isSilent ? words.unmute : words.mute}
        onClick={() => (shown.volume === 0 ? prefer({ volume: 0.5 }) : player.sound({ muted: !shown.muted }))}
      />
      <input
        type="range"
        className="volume"
        aria-label={words.volume}
        min="0"
        max="1"
        step="0.05"
        value={shown.muted ? 0 : shown.volume}
        onInput={(event) => prefer({ volume: Number(event.currentTarget.value) })}
      />
    </>
  )
}

/** Only what is on air is called live, and only while it moves. */
function LiveButton({ shown, player, chip }: Pick<ControlsProps, 'shown' | 'player' | 'chip'>) {
  const behind = behindOf(shown.state)
  if (behind === null) return shown.state.phase.at === 'playing' ? chip : null
  return (
    <button type="button" className="live live-late" onClick={() => player.tell({ type: 'to_live' })}>
      {words.toLive}
      <span className="live-behind">{words.behind(age(behind))}</span>
    </button>
  )
}
