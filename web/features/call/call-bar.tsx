/** The bar of a call: every button says what it would do. */
import { useState } from 'react'
import type { MediaKind } from '../../../contract/media.ts'
import type { Call, CallView } from './call.ts'
import { DeviceDialog } from './device-dialog.tsx'
import type { CallIconName } from './icons.tsx'
import { CallIcon } from './icons.tsx'
import { words } from './words.ts'

type CallButtonProps = { readonly icon: CallIconName; readonly name: string; readonly kind?: 'off' | 'end'; readonly onClick: () => void }

function CallButton({ icon, name, kind, onClick }: CallButtonProps) {
  return (
    <button
      type="button"
      className={kind === undefined ? 'call-button' : `call-button call-button-${kind}`}
      aria-label={name}
      title={name}
      onClick={onClick}
    >
      <CallIcon name={icon} />
    </button>
  )
}

type CallBarProps = {
  readonly call: Call
  readonly view: CallView
  readonly screen: { readonly isFull: boolean; readonly toggle: () => void } | null
}

export function CallBar({ call, view, screen }: CallBarProps) {
  const [isChoosing, setChoosing] = useState(false)
  const { own, devices } = view.state
  const turn = (kind: MediaKind): void => call.act({ type: 'turn', kind, on: own[kind] !== 'on' })
  const hears = own.audio === 'on'
  const sees = own.video === 'on'
  return (
    <div className="call-bar">
      {devices.at === 'ready' && (
        <>
          <CallButton
            icon={hears ? 'microphone' : 'microphone_off'}
            name={hears ? words.mute : words.unmute}
            {...(!hears && { kind: 'off' })}
            onClick={() => turn('audio')}
          />
          <CallButton
            icon={sees ? 'camera' : 'camera_off'}
            name={sees ? words.hide : words.show}
            {...(!sees && { kind: 'off' })}
            onClick={() => turn('video')}
          />
          <CallButton icon="devices" name={words.devices} onClick={() => setChoosing(true)} />
        </>
      )}
      {screen && (
        <CallButton
          icon={screen.isFull ? 'small' : 'full'}
          name={screen.isFull ? words.leaveFullScreen : words.fullScreen}
          onClick={screen.toggle}
        />
      )}
      <CallButton icon="hang_up" name={words.hangUp} kind="end" onClick={() => call.act({ type: 'hang_up' })} />
      {isChoosing && <DeviceDialog call={call} view={view} onClose={() => setChoosing(false)} />}
    </div>
  )
}
