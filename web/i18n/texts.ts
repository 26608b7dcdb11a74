/**
 * The texts of a feature in the reader's language. English comes with the feature, any other language in a chunk of its own
 * that is asked for when the feature is there. What is not here is read in English until it comes.
 */
import type { Language } from './language-choice.ts'
import { choose, currentLanguage, readAnew } from './language.ts'

type Other = Exclude<Language, 'en'>

/** The shape of texts without what they say. A message that takes something takes the same in every language. */
export type Translation<T> = T extends string
  ? string
  : T extends (...values: infer V) => string
    ? (...values: V) => string
    : { readonly [K in keyof T]: Translation<T[K]> }

/** Tables of texts by their name, as a `words.en.ts` exports them. */
type Tables = Readonly<Record<string, object>>
type Loaders<T> = Readonly<Record<Other, () => Promise<Translation<T>>>>

/** Brings its texts of a language; false when they did not come. */
type Bring = (language: Language) => Promise<boolean>
const features = new Set<Bring>()

/**
 * Each table as one that always answers in the reader's language. It answers when it is asked: what is read while a module loads
 * stays in the language of then.
 */
export function translated<T extends Tables>(english: T, load: Loaders<T>): Translation<T> {
  const here = new Map<Language, Tables>([['en', english]])
  const bring: Bring = async (language) => {
    if (language === 'en' || here.has(language)) return true
    const texts = await load[language]().catch(() => null)
    if (texts !== null) here.set(language, texts)
    return texts !== null
  }
  features.add(bring)
  void bring(currentLanguage()).then((came) => came && currentLanguage() !== 'en' && readAnew())
  const views = Object.keys(english).map((name) => [
    name,
    viewOf(english[name] ?? {}, () => here.get(currentLanguage())?.[name] ?? english[name] ?? {}),
  ])
  return Object.fromEntries(views) as Translation<T>
}

function viewOf(english: object, now: () => object): object {
  const names = Object.keys(english)
  return Object.defineProperties(
    {},
    Object.fromEntries(names.map((name) => [name, { enumerable: true, get: (): unknown => Reflect.get(now(), name) }])),
  )
}

/** Resolves when all that was loaded so far can be read in the reader's language. Never rejects. */
export async function textsReady(language: Language = currentLanguage()): Promise<boolean> {
  const came = await Promise.all([...features].map((bring) => bring(language)))
  return came.every(Boolean)
}

/** False, and all stays as it was, when the texts did not come. */
export async function changeLanguage(language: Language): Promise<boolean> {
  let [came, asked] = [true, -1]
  // A feature that comes meanwhile brings its texts in the language of before: it is asked again.
  while (came && asked !== features.size) {
    asked = features.size
    came = await textsReady(language)
  }
  if (came) choose(language)
  return came
}
