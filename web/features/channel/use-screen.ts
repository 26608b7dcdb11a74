/** The ways out of the page's frame: the whole screen, and a window of its own. Null where a browser has none. */
import type { RefObject } from 'react'
import { useEffect, useState } from 'react'

/** iPhones let only the video itself have the screen. */
type OwnScreen = { readonly webkitEnterFullscreen?: () => void }

/** A browser may say no: then all stays as it is. */
const allowed = (asked: Promise<unknown>): void => void asked.catch(() => {})

export function useFullScreen(frame: RefObject<HTMLElement | null>, video: RefObject<HTMLVideoElement | null>) {
  const [isFull, setFull] = useState(false)
  useEffect(() => {
    const changed = (): void => setFull(document.fullscreenElement !== null && document.fullscreenElement === frame.current)
    document.addEventListener('fullscreenchange', changed)
    return () => document.removeEventListener('fullscreenchange', changed)
  }, [frame])

  const toggle = (): void => {
    const own: (HTMLVideoElement & OwnScreen) | null = video.current
    if (document.fullscreenElement !== null) allowed(document.exitFullscreen())
    else if (document.fullscreenEnabled && frame.current !== null) allowed(frame.current.requestFullscreen())
    else own?.webkitEnterFullscreen?.()
  }
  const can = document.fullscreenEnabled || 'webkitEnterFullscreen' in HTMLVideoElement.prototype
  return can ? { isFull, toggle } : null
}

export const hasPictureInPicture = (): boolean => document.pictureInPictureEnabled

export function togglePictureInPicture(video: HTMLVideoElement | null): void {
  if (document.pictureInPictureElement !== null) allowed(document.exitPictureInPicture())
  else if (video !== null) allowed(video.requestPictureInPicture())
}
