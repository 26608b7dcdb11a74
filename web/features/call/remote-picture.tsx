/** The other one: their picture and sound, or who they are while there is no picture. */
import type { RefObject } from 'react'
import { useEffect, useState } from 'react'
import { Avatar } from '../people/avatar.tsx'
import type { CallView } from './call.ts'
import { words } from './words.ts'

type RemotePictureProps = {
  readonly video: RefObject<HTMLVideoElement | null>
  readonly view: CallView
  readonly other: { readonly id: string; readonly name: string } | null
  readonly isShown: boolean
}

export function RemotePicture({ video, view, other, isShown }: RemotePictureProps) {
  const { needsGesture, play } = usePlayed(video, view.remote)
  const hasPicture = isShown && view.state.theirs?.sends?.video === true
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- people who talk have none */}
      <video ref={video} playsInline className={hasPicture ? 'call-remote' : 'call-remote call-remote-none'} />
      {!hasPicture && other !== null && (
        <div className="call-person">
          <Avatar id={other.id} name={other.name} />
          {isShown && <p className="call-line">{words.cameraOff(other.name)}</p>}
        </div>
      )}
      {needsGesture && (
        <button type="button" className="call-sound" onClick={play}>
          {words.soundOn}
        </button>
      )}
    </>
  )
}

/** Some browsers give no sound to a page that nobody touched yet. */
function usePlayed(video: RefObject<HTMLVideoElement | null>, stream: MediaStream | null) {
  const [needsGesture, setNeedsGesture] = useState(false)
  const play = (): void => {
    video.current?.play().then(
      () => setNeedsGesture(false),
      // Any other reason is that another stream came meanwhile, which is played on its own.
      (error: unknown) => error instanceof DOMException && error.name === 'NotAllowedError' && setNeedsGesture(true),
    )
  }
  useEffect(() => {
    const element = video.current
    if (element === null) return
    element.srcObject = stream
    if (stream !== null) play()
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `play` reads the element alone
  }, [video, stream])
  return { needsGesture, play }
}
