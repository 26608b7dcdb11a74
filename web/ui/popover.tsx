/**
 * A panel at a button: focus goes into it and returns, Escape and a press elsewhere close it, and it stays on the screen. What makes it so
 * weighs more than a page and is loaded beside it; the button is there at once, and a press before that is not forgotten.
 */
import './popover.css'
import type { ReactNode } from 'react'
import { lazy, Suspense, useState } from 'react'

export type PopoverProps = {
  /** What the panel is, for who does not see it. */
  readonly label: string
  readonly button: ReactNode
  readonly buttonClass: string
  /** Drawn while it is open. */
  readonly children: (close: () => void) => ReactNode
}

/** Without its behaviour, a panel must not take the page with it: a press loads all anew. */
const without = { default: (props: PopoverProps) => <StillButton {...props} onPress={() => window.location.reload()} /> }

const LivePopover = lazy(() => import('./popover-live.tsx').then((module) => ({ default: module.LivePopover })).catch(() => without))

export function Popover(props: PopoverProps) {
  const [pressed, setPressed] = useState(false)
  return (
    <Suspense fallback={<StillButton {...props} onPress={() => setPressed(true)} />}>
      <LivePopover {...props} startsOpen={pressed} />
    </Suspense>
  )
}

type StillButtonProps = Pick<PopoverProps, 'button' | 'buttonClass'> & { readonly onPress: () => void }

function StillButton({ button, buttonClass, onPress }: StillButtonProps) {
  return (
    <button type="button" className={buttonClass} aria-haspopup="dialog" aria-expanded={false} onClick={onPress}>
      {button}
    </button>
  )
}
