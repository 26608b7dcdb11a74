/** Which language fits a reader. */
export const languages = ['en', 'pt-BR'] as const
export type Language = (typeof languages)[number]

/** `chosen` is what the reader once chose here; `wanted` what the browser asks for, best first. */
export function languageFor(chosen: string | null, wanted: readonly string[]): Language {
  const own = languages.find((language) => language === chosen)
  if (own !== undefined) return own
  const first = wanted.map((tag) => tag.toLowerCase().split('-')[0]).find((tag) => tag === 'en' || tag === 'pt')
  return first === 'pt' ? 'pt-BR' : 'en'
}
