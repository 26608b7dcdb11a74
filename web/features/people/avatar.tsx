/** A person in a circle: the first letters of the name on a colour that is theirs. Says nothing by itself: the name stands beside it. */
import './avatar.css'

/** As many as `avatar.css` has. */
const colours = 8

/** The same for the same person, whoever looks. */
export const colourOf = (id: string): number =>
  Array.from(id).reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_521, 7) % colours

export function initialsOf(name: string): string {
  const parts = name
    .trim()
    .split(/[\s._-]+/)
    .filter((part) => part !== '')
  const [first, last] = [parts[0], parts.length > 1 ? parts.at(-1) : undefined]
  return [first, last]
    .map((part) => Array.from(part ?? '')[0] ?? '')
    .join('')
    .toLocaleUpperCase()
}

type AvatarProps = { readonly id: string; readonly name: string; readonly status?: 'available' | 'busy' | 'away' }

export function Avatar({ id, name, status }: AvatarProps) {
  return (
    <span className={`avatar avatar-${colourOf(id)}`} aria-hidden="true" data-status={status}>
      {initialsOf(name)}
    </span>
  )
}
