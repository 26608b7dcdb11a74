/** Which camera and which microphone. A choice holds at once, without a break in the call. */
import type { MediaKind } from '../../../contract/media.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Select } from '../../ui/field.tsx'
import type { Call, CallView } from './call.ts'
import { words } from './words.ts'

type DeviceDialogProps = { readonly call: Call; readonly view: CallView; readonly onClose: () => void }

export function DeviceDialog({ call, view, onClose }: DeviceDialogProps) {
  return (
    <Dialog title={words.devices} onClose={onClose}>
      <Choice call={call} view={view} kind="video" label={words.camera} none={words.noCamera} />
      <Choice call={call} view={view} kind="audio" label={words.microphone} none={words.noMicrophone} />
      <div className="buttons">
        <Button kind="primary" onClick={onClose}>
          {words.done}
        </Button>
      </div>
    </Dialog>
  )
}

type ChoiceProps = Pick<DeviceDialogProps, 'call' | 'view'> & { readonly kind: MediaKind; readonly label: string; readonly none: string }

function Choice({ call, view, kind, label, none }: ChoiceProps) {
  const ours = view.devices.filter((device) => device.kind === kind)
  if (ours.length === 0) return <p>{none}</p>
  const choices = ours.map(({ id, name }, i) => ({ value: id, label: name === '' ? words.unnamed(i + 1) : name }))
  const now = view.chosen[kind] ?? view.inUse[kind] ?? choices[0]?.value ?? ''
  return <Select label={label} choices={choices} value={now} onChange={(event) => call.choose(kind, event.currentTarget.value)} />
}
