/** The person's own picture, as in a mirror. */
import { useEffect, useRef } from 'react'
import type { Preview } from './use-preview.ts'
import { words } from './words.ts'

export function OwnPicture({ preview }: { readonly preview: Preview }) {
  const ref = useRef<HTMLVideoElement>(null)
  const { picture, at, own } = preview
  useEffect(() => {
    if (ref.current !== null) ref.current.srcObject = picture
  }, [picture])
  return (
    <figure className="own-picture">
      {picture === null ? (
        <p className="own-picture-none">{at === 'asking' ? words.asking : words.noPicture}</p>
      ) : (
        <video ref={ref} autoPlay muted playsInline aria-label={words.preview} />
      )}
      {at === 'ready' && own.audio === 'none' && picture !== null && <figcaption className="small">{words.noMicrophone}</figcaption>}
    </figure>
  )
}
