/** The person's own camera and microphone before and between calls: asked for once, shown to nobody else, given back to the call when there is one. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { DeviceTrouble, Own } from '../call/call-state.ts'
import { hasMedia } from '../call/devices.ts'
import type { OwnMedia } from '../call/own-media.ts'
import { ownMedia } from '../call/own-media.ts'

export type Preview = {
  readonly at: 'idle' | 'asking' | 'ready'
  readonly own: Own
  readonly trouble: DeviceTrouble | null
  readonly picture: MediaStream | null
}

const nothing: Preview = { at: 'idle', own: { audio: 'none', video: 'none' }, trouble: null, picture: null }

/** `isWanted`: there is no call that would use them. */
export function usePreview(isWanted: boolean): { readonly preview: Preview; readonly ask: () => void } {
  const [preview, setPreview] = useState<Preview>(nothing)
  const media = useRef<OwnMedia | null>(null)
  const wasAsked = useRef(false)
  const ask = useCallback(() => {
    if (media.current !== null || !hasMedia()) {
      if (!hasMedia()) setPreview({ ...nothing, at: 'ready', trouble: 'missing' })
      return
    }
    wasAsked.current = true
    setPreview({ ...nothing, at: 'asking' })
    const opened = ownMedia({
      tell: (input) => {
        if (media.current !== opened) return
        if (input.type === 'turned') setPreview((now) => ({ ...now, own: { ...now.own, [input.kind]: input.to } }))
        else if (input.type === 'devices') setPreview((now) => ({ ...now, at: 'ready', own: input.own, trouble: null }))
        else {
          // Asked anew, there may be another answer.
          media.current = null
          setPreview({ ...nothing, at: 'ready', trouble: input.why })
        }
      },
      changed: (kind, track) => {
        if (kind === 'video') setPreview((now) => ({ ...now, picture: track === null ? null : new MediaStream([track]) }))
      },
      listed: () => {},
    })
    media.current = opened
    opened.ask()
  }, [])
  useEffect(() => {
    if (!isWanted) return undefined
    // One who was asked already is not asked again, only shown again.
    if (wasAsked.current) ask()
    return () => {
      media.current?.release()
      media.current = null
      setPreview(nothing)
    }
  }, [isWanted, ask])
  return { preview, ask }
}
