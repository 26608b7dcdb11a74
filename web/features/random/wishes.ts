/** Whom one would like to meet: what is typed, what is kept in this browser, what is sent. Plain functions. */
import type { MatchPreferences } from '../../../contract/match.ts'

export type Wishes = { readonly languages: readonly string[]; readonly interests: readonly string[] }

const key = 'prost-random'
const most = { languages: 5, interests: 10, length: 32 } as const

const distinct = (items: readonly string[]): string[] => [...new Set(items)]

/** `film, jazz  ,Film` is two. */
export const interestsIn = (text: string): string[] =>
  distinct(
    text
      .split(/[,;\n]/)
      .map((each) => each.trim().toLowerCase())
      .filter((each) => each !== ''),
  )

/** Null: as the queue wants them. */
export const interestsFault = (text: string): 'many' | 'long' | null => {
  const interests = interestsIn(text)
  if (interests.some((each) => each.length > most.length)) return 'long'
  return interests.length > most.interests ? 'many' : null
}

/** The languages that this browser speaks, each once, without their countries. */
export const spoken = (languages: readonly string[]): string[] =>
  distinct(languages.map((tag) => tag.split('-')[0]?.toLowerCase() ?? '').filter((tag) => /^[a-z]{2,3}$/.test(tag))).slice(
    0,
    most.languages,
  )

const textsIn = (value: unknown): string[] | null =>
  Array.isArray(value) && value.every((each) => typeof each === 'string') ? [...value] : null

/** What is not there, or is nonsense, is as the browser has it. */
export function wishesFrom(text: string | null, languages: readonly string[]): Wishes {
  const usual: Wishes = { languages: spoken(languages), interests: [] }
  try {
    const kept: unknown = JSON.parse(text ?? 'null')
    if (typeof kept !== 'object' || kept === null) return usual
    return {
      languages: spoken(('languages' in kept && textsIn(kept.languages)) || usual.languages),
      interests: interestsIn((('interests' in kept && textsIn(kept.interests)) || []).join(',')).slice(0, most.interests),
    }
  } catch {
    return usual
  }
}

export function keptWishes(): Wishes {
  try {
    return wishesFrom(localStorage.getItem(key), navigator.languages)
  } catch {
    // A browser that keeps nothing.
    return wishesFrom(null, navigator.languages)
  }
}

export function keepWishes(wishes: Wishes): void {
  try {
    localStorage.setItem(key, JSON.stringify(wishes))
  } catch {
    // They hold until this page is left.
  }
}

export const preferencesOf = ({ languages, interests }: Wishes): MatchPreferences => ({
  languages: [...languages],
  interests: [...interests],
})
