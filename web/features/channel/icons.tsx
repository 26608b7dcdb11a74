/** The pictures of the player's buttons, 24 × 24. What a button does is said by its name. */
const paths = {
  play: 'M8 5.5v13l10.5-6.5z',
  pause: 'M7 5.5h3.5v13H7zM13.5 5.5H17v13h-3.5z',
  sound: 'M4 9.5h3.5L12 5.5v13l-4.5-4H4zM14.5 9.2a4 4 0 0 1 0 5.6M16.8 6.8a7.4 7.4 0 0 1 0 10.4',
  silence: 'M4 9.5h3.5L12 5.5v13l-4.5-4H4zM15.5 9.5l5 5M20.5 9.5l-5 5',
  captions: 'M3.5 5.5h17v13h-17zM10.5 10.6a2 2 0 1 0 0 2.8M17 10.6a2 2 0 1 0 0 2.8',
  settings: 'M4 7h9M17 7h3M4 12h3M11 12h9M4 17h9M17 17h3M15 5v4M9 10v4M15 15v4',
  picture: 'M3.5 5.5h17v13h-17zM12 12h6v4.5h-6z',
  full: 'M4 9.5V4.5h5M20 9.5V4.5h-5M4 14.5v5h5M20 14.5v5h-5',
  small: 'M9 4.5v5H4M15 4.5v5h5M9 19.5v-5H4M15 19.5v-5h5',
} as const

export type IconName = keyof typeof paths

/** Full shapes; the others are lines. */
const isFull = (name: IconName): boolean => name === 'play' || name === 'pause'

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className={isFull(name) ? 'icon icon-full' : 'icon'} viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  )
}
