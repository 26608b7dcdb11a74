/** Asks before something that can not be taken back. The button says what it does; the other one is where the focus begins. */
import type { ReactNode } from 'react'
import { useState } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'

type ConfirmProps = {
  readonly title: string
  /** What the button does, in words. */
  readonly act: string
  readonly cancel: string
  readonly onAct: () => Promise<void>
  readonly onClose: () => void
  readonly children: ReactNode
}

export function Confirm({ title, act, cancel, onAct, onClose, children }: ConfirmProps) {
  const [busy, setBusy] = useState(false)
  const run = async (): Promise<void> => {
    if (busy) return
    setBusy(true)
    await onAct()
    setBusy(false)
  }
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      <div className="buttons">
        <Button onClick={onClose}>{cancel}</Button>
        <Button kind="danger" onClick={() => void run()} aria-disabled={busy}>
          {act}
        </Button>
      </div>
    </Dialog>
  )
}
