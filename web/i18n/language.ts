/**
 * Which language the reader has: their own choice, else the browser's. Owns the choice and who hears of it; the texts of a
 * language are in `texts.ts`.
 */
import { useSyncExternalStore } from 'react'
import type { Language } from './language-choice.ts'
import { languageFor } from './language-choice.ts'

const kept = 'prost-language'

function chosenBefore(): string | null {
  try {
    return localStorage.getItem(kept)
  } catch {
    // A browser that keeps nothing: its own language, each time.
    return null
  }
}

function keep(language: Language): void {
  try {
    localStorage.setItem(kept, language)
  } catch {
    // It holds until this page is left.
  }
}

/** A new object at each change of what is to be read, so that who holds the one before is drawn again. */
type Reading = { readonly language: Language }
let reading: Reading = { language: languageFor(chosenBefore(), navigator.languages) }
const readers = new Set<() => void>()

export const currentLanguage = (): Language => reading.language

/** Draws again whoever reads. */
export function readAnew(language: Language = reading.language): void {
  reading = { language }
  for (const notify of readers) notify()
}

/** To be called once its texts are here. */
export function choose(language: Language): void {
  keep(language)
  showInDocument(language)
  readAnew(language)
}

/** What the browser and screen readers go by. */
export function showInDocument(language: Language = reading.language): void {
  document.documentElement.lang = language
}

function subscribe(notify: () => void): () => void {
  readers.add(notify)
  return () => readers.delete(notify)
}

/** The component is drawn again when the language changes, and when texts of it come late. */
export const useLanguage = (): Language => useSyncExternalStore(subscribe, () => reading).language
