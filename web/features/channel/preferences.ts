/** What the viewer set up once and finds again: kept in this browser, where it may be kept. */
export type Preferences = {
  /** 0 to 1. Sound itself is never kept: no browser begins with it. */
  readonly volume: number
  readonly captions: boolean
  /** Single keys act on the player wherever one is on the page. */
  readonly keys: boolean
}

const key = 'prost-player'
export const usual: Preferences = { volume: 1, captions: false, keys: true }

/** What is not there, or is nonsense, is as usual. */
export function preferencesFrom(text: string | null): Preferences {
  const kept = parsed(text)
  const { volume, captions, keys } = kept
  return {
    volume: typeof volume === 'number' && volume >= 0 && volume <= 1 ? volume : usual.volume,
    captions: typeof captions === 'boolean' ? captions : usual.captions,
    keys: typeof keys === 'boolean' ? keys : usual.keys,
  }
}

function parsed(text: string | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

export function keptPreferences(): Preferences {
  try {
    return preferencesFrom(localStorage.getItem(key))
  } catch {
    // A browser that keeps nothing.
    return usual
  }
}

export function keepPreferences(preferences: Preferences): void {
  try {
    localStorage.setItem(key, JSON.stringify(preferences))
  } catch {
    // They hold until this page is left.
  }
}
