/** Which of our languages a person reads, by `Accept-Language` (RFC 9110 §12.5.4). */
export type Language = 'pt' | 'en'

type Wish = { readonly language: Language; readonly weight: number }

/** English when nothing fits. */
export const languageOf = (acceptLanguage: string | null | undefined): Language => {
  const wishes = (acceptLanguage ?? '').slice(0, 1_000).split(',').map(wishOf)
  return wishes.filter((wish) => wish !== null).toSorted((left, right) => right.weight - left.weight)[0]?.language ?? 'en'
}

const wishOf = (range: string): Wish | null => {
  const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
  const primary = tag.split('-')[0]
  const q = parameters.find((parameter) => parameter.startsWith('q='))
  const weight = q === undefined ? 1 : Number(q.slice(2))
  return (primary === 'pt' || primary === 'en') && weight > 0 ? { language: primary, weight } : null
}
