/** Which key does what to the player. Pure, so that the list that is shown and what happens are the same. */
export type Act =
  | { readonly act: 'toggle' }
  | { readonly act: 'mute' }
  | { readonly act: 'full_screen' }
  | { readonly act: 'captions' }
  | { readonly act: 'live' }
  | { readonly act: 'seek'; readonly byMs: number }
  | { readonly act: 'volume'; readonly by: number }

export const seekMs = 10_000
const volumeStep = 0.1

export type Pressed = {
  readonly key: string
  /** With Ctrl, Alt or Meta: the browser's. */
  readonly isModified: boolean
  /** What has the focus takes its own keys: a field all of them, a button space, a slider the arrows. */
  readonly focus: 'none' | 'field' | 'button' | 'slider'
  readonly isInPlayer: boolean
}

const letters: Readonly<Record<string, Act>> = {
  k: { act: 'toggle' },
  m: { act: 'mute' },
  f: { act: 'full_screen' },
  c: { act: 'captions' },
  l: { act: 'live' },
}
const sideways: Readonly<Record<string, Act>> = {
  ArrowLeft: { act: 'seek', byMs: -seekMs },
  ArrowRight: { act: 'seek', byMs: seekMs },
}
/** Only in the player: elsewhere they scroll. */
const upright: Readonly<Record<string, Act>> = {
  ArrowUp: { act: 'volume', by: volumeStep },
  ArrowDown: { act: 'volume', by: -volumeStep },
}

/** Null: the key is not the player's. */
export function actOf({ key, isModified, focus, isInPlayer }: Pressed): Act | null {
  if (isModified || focus === 'field') return null
  const letter = letters[key.toLowerCase()]
  if (letter !== undefined) return letter
  if (key === ' ') return focus === 'button' ? null : { act: 'toggle' }
  if (focus === 'slider') return null
  return sideways[key] ?? (isInPlayer ? (upright[key] ?? null) : null)
}

/** What a key meets at this element. */
export function focusOf(element: Element | null): Pressed['focus'] {
  if (element === null) return 'none'
  if (element.matches('input[type=range]')) return 'slider'
  if (element.matches('input, textarea, select, [contenteditable]')) return 'field'
  return element.matches('button, a, summary') ? 'button' : 'none'
}
