/** A person in a circle: the first letters of the name on a colour that is theirs. Says nothing by itself: the name stands beside it. */
import './avatar.css'
import { colourOf, initialsOf } from './avatar-look.ts'

type AvatarProps = { readonly id: string; readonly name: string; readonly status?: 'available' | 'busy' | 'away' }

export function Avatar({ id, name, status }: AvatarProps) {
  return (
    <span className={`avatar avatar-${colourOf(id)}`} aria-hidden="true" data-status={status}>
      {initialsOf(name)}
    </span>
  )
}
