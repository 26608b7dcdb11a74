/**
 * A panel at a button: focus goes into it and returns, Escape and a press elsewhere close it, and it stays on the screen. What makes it so
 * weighs more than a page and is loaded beside it; the button is there at once.
 */
import './popover.css'
import type { ReactNode } from 'react'
import { lazy, Suspense } from 'react'

export type PopoverProps = {
  /** What the panel is, for who does not see it. */
  readonly label: string
  readonly button: ReactNode
  readonly buttonClass: string
  /** Drawn while it is open. */
  readonly children: (close: () => void) => ReactNode
}

const LivePopover = lazy(() => import('./popover-live.tsx').then((module) => ({ default: module.LivePopover })))

export function Popover(props: PopoverProps) {
  const { button, buttonClass } = props
  const still = (
    <button type="button" className={buttonClass} aria-haspopup="dialog" aria-expanded={false}>
      {button}
    </button>
  )
  return (
    <Suspense fallback={still}>
      <LivePopover {...props} />
    </Suspense>
  )
}
