/** A question over the page: keyboard and focus stay in it, Escape leaves it, and the focus returns to where it came from. */
import './dialog.css'
import type { ReactNode } from 'react'
import { useId, useLayoutEffect, useRef } from 'react'

type DialogProps = { readonly title: string; readonly onClose: () => void; readonly children: ReactNode }

/** Shown while it is rendered. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  useLayoutEffect(() => {
    const dialog = ref.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  const cancelled = (event: { preventDefault: () => void }): void => {
    event.preventDefault()
    onClose()
  }
  return (
    <dialog ref={ref} className="dialog" aria-labelledby={id} onCancel={cancelled}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  )
}
