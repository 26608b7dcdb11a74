/**
 * Light, dark, or as the system says. Owns the choice (kept in this browser), the attribute every token hangs on, and who wants to
 * hear of a change. The attribute is set before the first paint by `theme-early.js`.
 */
import { useSyncExternalStore } from 'react'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const key = 'prost-theme'
const dark = window.matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()

/** Storage may be closed to a page; the choice then lives as long as the page. */
function kept(): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function keep(theme: Theme): void {
  try {
    if (theme === 'system') localStorage.removeItem(key)
    else localStorage.setItem(key, theme)
  } catch {
    // The choice then lives as long as the page.
  }
}

const read = (): Theme => themes.find((theme) => theme === kept()) ?? 'system'
let chosen = read()

function apply(): void {
  const shown = chosen === 'system' ? (dark.matches ? 'dark' : 'light') : chosen
  document.documentElement.dataset['theme'] = shown
  for (const listener of listeners) listener()
}

export function chooseTheme(theme: Theme): void {
  chosen = theme
  keep(theme)
  apply()
}

/** Hears of every change of the theme; answers how to stop. */
export function onTheme(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export const useTheme = (): Theme => useSyncExternalStore(onTheme, () => chosen)

/** Once, when the shell starts: the system's change and the choice made in another tab are followed. */
export function followTheme(): void {
  dark.addEventListener('change', apply)
  window.addEventListener('storage', (event) => {
    if (event.key !== key && event.key !== null) return
    chosen = read()
    apply()
  })
}
