/** The player as one sees it: the video, what stands on it, the bar, the keys. What it plays and when is the machine's. */
import './player.css'
import type { PointerEvent, ReactNode } from 'react'
import { useRef, useState } from 'react'
import { assertNever } from '../../ui/assert-never.ts'
import { Stage } from '../home/stage.tsx'
import { coverOf } from './channel-view.ts'
import { Controls } from './controls.tsx'
import { CoverView } from './cover.tsx'
import { Icon } from './icons.tsx'
import type { Act } from './keys.ts'
import type { UsedPlayer } from './use-player.ts'
import { useIdle } from './use-idle.ts'
import { useKeys } from './use-keys.ts'
import { hasPictureInPicture, togglePictureInPicture, useFullScreen } from './use-screen.ts'
import { player as words } from './words.ts'

type PlayerFrameProps = { readonly used: UsedPlayer; readonly name: string; readonly chip: ReactNode }

export function PlayerFrame({ used, name, chip }: PlayerFrameProps) {
  const { video, shown, player, preferences, prefer } = used
  const frame = useRef<HTMLElement>(null)
  const screen = useFullScreen(frame, video)
  const isIdle = useIdle(frame)
  const [isOpen, setOpen] = useState(false)
  /** Once there was sound, silence is the viewer's choice and is not pointed out. */
  const [hadSound, setHadSound] = useState(false)
  if (!hadSound && shown !== null && !shown.muted) setHadSound(true)
  const cover = shown === null ? 'loading' : coverOf(shown.state)
  const hasPicture = typeof shown?.source === 'string'
  const isStopped = cover === 'paused'
  const toggle = (): void => player?.tell({ type: isStopped ? 'play' : 'pause' })
  const isPlayable = player !== null && shown !== null && cover !== 'unsupported'

  useKeys(
    frame,
    isPlayable && preferences.keys
      ? (act) => perform(act, { ...used, toggle, isMuted: shown.muted, volume: shown.volume, fullScreen: screen?.toggle ?? null })
      : null,
  )

  /** A finger only calls the bar, which its touch did already. */
  const pressed = (event: PointerEvent): void => {
    if (event.pointerType === 'mouse' && event.button === 0) toggle()
  }

  return (
    <section
      className="player"
      aria-label={words.name(name)}
      ref={frame}
      data-phase={shown?.state.phase.at ?? 'opening'}
      data-source={shown?.source ?? undefined}
      data-idle={isIdle && !isOpen && cover === 'none' ? '' : undefined}
    >
      {!hasPicture && <Stage />}
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- they come inside of the stream */}
      <video
        ref={video}
        playsInline
        className={hasPicture ? undefined : 'player-empty'}
        onPointerUp={pressed}
        onDoubleClick={screen?.toggle}
      />
      <CoverView cover={cover} onPlay={toggle} />
      {isPlayable && (
        <>
          {shown.muted && !hadSound && cover === 'none' && (
            <button type="button" className="sound-on" onClick={() => player.sound({ muted: false })}>
              <Icon name="silence" />
              {words.soundOn}
            </button>
          )}
          <Controls
            shown={shown}
            player={player}
            chip={chip}
            preferences={preferences}
            prefer={prefer}
            screen={screen}
            picture={hasPictureInPicture() ? () => togglePictureInPicture(video.current) : null}
            onOpen={setOpen}
          />
        </>
      )}
    </section>
  )
}

type Performing = Pick<UsedPlayer, 'player' | 'preferences' | 'prefer'> & {
  readonly toggle: () => void
  readonly isMuted: boolean
  readonly volume: number
  readonly fullScreen: (() => void) | null
}

function perform(act: Act, { player, preferences, prefer, toggle, isMuted, volume, fullScreen }: Performing): void {
  switch (act.act) {
    case 'toggle':
      return toggle()
    case 'mute':
      return player?.sound({ muted: !isMuted })
    case 'full_screen':
      return fullScreen?.()
    case 'captions':
      return prefer({ captions: !preferences.captions })
    case 'live':
      return player?.tell({ type: 'to_live' })
    case 'seek':
      return player?.tell({ type: 'seek', byMs: act.byMs })
    case 'volume':
      return prefer({ volume: Math.round(Math.min(1, Math.max(0, (isMuted ? 0 : volume) + act.by)) * 10) / 10 })
    default:
      return assertNever(act)
  }
}
