/** The popover that answers: its behaviour is Zag's (decision 0014), its look and what is in it are ours. */
import * as popover from '@zag-js/popover'
import { normalizeProps, useMachine } from '@zag-js/react'
import type { KeyboardEvent } from 'react'
import { useEffect, useId, useRef } from 'react'
import type { PopoverProps } from './popover.tsx'

const positioning = { placement: 'bottom-start', gutter: 4 } as const
const opening = ['ArrowDown', 'ArrowUp']

/** `startsOpen`: it was asked for before this was here. */
type LivePopoverProps = PopoverProps & { readonly startsOpen: boolean }

export function LivePopover({ label, button, buttonClass, startsOpen, children }: LivePopoverProps) {
  const service = useMachine(popover.machine, { id: useId(), positioning, portalled: false })
  const { open, setOpen, getTriggerProps, getPositionerProps, getContentProps } = popover.connect(service, normalizeProps)
  const openIt = useRef(() => setOpen(true))
  // Opened as by a press, for that takes the focus along; what is open from the beginning leaves it where it is.
  useEffect(() => {
    if (startsOpen) openIt.current()
  }, [startsOpen, openIt])
  const onKey = (event: KeyboardEvent): void => {
    if (open || !opening.includes(event.key)) return
    event.preventDefault()
    setOpen(true)
  }
  return (
    <>
      <button {...getTriggerProps()} className={buttonClass} onKeyDown={onKey}>
        {button}
      </button>
      {open && (
        <div {...getPositionerProps()} className="popover-place">
          <div {...getContentProps()} className="popover" aria-label={label}>
            {children(() => setOpen(false))}
          </div>
        </div>
      )}
    </>
  )
}
