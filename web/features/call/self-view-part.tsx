/** The person's own picture, as in a mirror, in a corner of the other's. It goes to another corner by press, by drag and by the arrow keys. */
import './call.css'
import type { KeyboardEvent, PointerEvent } from 'react'
import { useEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { shownOf } from './call-shown.ts'
import type { Corner } from './corners.ts'
import { cornerAt, movedBy, nextCorner } from './corners.ts'
import type { SharedCall } from './use-call.ts'
import { useCall, useCallView, useFrame } from './use-call.ts'
import { words } from './words.ts'

export function SelfViewPart() {
  const used = useCall()
  return used === null ? null : <InFrame used={used} />
}

function InFrame({ used: { call, frame } }: { readonly used: SharedCall }) {
  const place = useFrame(frame)
  const view = useCallView(call)
  const shown = shownOf(view.state)
  const isThere = view.state.devices.at === 'ready' && shown.at !== 'ended'
  return place === null || !isThere ? null : createPortal(<SelfView stream={view.self} frame={place} />, place)
}

/** A press that moved further is a drag. */
const pressPx = 6

function SelfView({ stream, frame }: { readonly stream: MediaStream | null; readonly frame: HTMLElement }) {
  const [corner, setCorner] = useState<Corner>('top-right')
  const from = useRef<{ readonly x: number; readonly y: number } | null>(null)
  const video = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    if (video.current !== null) video.current.srcObject = stream
  }, [stream])

  const pressed = (event: PointerEvent<HTMLButtonElement>): void => {
    from.current = { x: event.clientX, y: event.clientY }
    event.currentTarget.setPointerCapture(event.pointerId)
  }
  const dropped = ({ clientX, clientY }: PointerEvent): void => {
    const begun = from.current
    if (begun === null || Math.hypot(clientX - begun.x, clientY - begun.y) < pressPx) return
    from.current = null
    setCorner(cornerAt(frame.getBoundingClientRect(), clientX, clientY))
  }
  /** After a drag the browser says click, too. */
  const clicked = (event: { readonly detail: number }): void => {
    if (event.detail > 0 && from.current === null) return
    setCorner(nextCorner(corner))
  }
  const keyed = (event: KeyboardEvent): void => {
    const next = movedBy(corner, event.key)
    if (next === null) return
    event.preventDefault()
    setCorner(next)
  }
  return (
    <button
      type="button"
      className={`call-self call-self-${corner}`}
      aria-label={words.moveSelf}
      title={words.self}
      onPointerDown={pressed}
      onPointerUp={dropped}
      onClick={clicked}
      onKeyDown={keyed}
    >
      {stream === null ? <span className="call-self-off">{words.selfOff}</span> : <video ref={video} muted playsInline autoPlay />}
    </button>
  )
}
