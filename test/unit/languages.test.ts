/** The web shell in two languages: nothing is missing, nothing is left over, and nothing is said outside of the words. */
import { existsSync, readdirSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { languageFor } from '../../web/i18n/language-choice.ts'
import { collectUses, literalsIn, noUses, sourceOf, tokensOf } from '../support/words-reading.ts'

const root = resolve(import.meta.dirname, '../..')

const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))

const files = filesIn('web')
const features = files.filter((file) => file.endsWith('/words.ts')).map((file) => relative(root, resolve(file, '..')))

type Message = string | null | ((...values: never[]) => string)
/** Every message by its path: `words.title`, `signInCodes.email_taken.detail`. */
function messagesOf(value: unknown, path = ''): [string, Message][] {
  if (typeof value === 'string' || value === null || typeof value === 'function') return [[path, value as Message]]
  return Object.entries(Object(value)).flatMap(([key, inner]) => messagesOf(inner, path === '' ? key : `${path}.${key}`))
}

async function wordsOf(feature: string, language: 'en' | 'pt-br'): Promise<[string, Message][]> {
  const tables: unknown = await import(join(root, feature, `words.${language}.ts`))
  return messagesOf({ ...Object(tables) })
}

describe('[languages] which one', () => {
  test.each([
    [null, ['pt-BR', 'en'], 'pt-BR'],
    [null, ['pt-PT'], 'pt-BR'],
    [null, ['de-DE', 'pt'], 'pt-BR'],
    [null, ['en-GB', 'pt-BR'], 'en'],
    [null, ['ja'], 'en'],
    [null, [], 'en'],
    ['en', ['pt-BR'], 'en'],
    ['pt-BR', ['en-US'], 'pt-BR'],
    ['xx', ['pt-BR'], 'pt-BR'],
  ] as const)('chosen %s, the browser wants %j: %s', (chosen, wanted, expected) => {
    expect(languageFor(chosen, wanted)).toBe(expected)
  })
})

/** Names, machine text, and words that are the same in both languages. */
const same = new Set(
  [
    'Prost',
    'API',
    'API · Prost',
    'Console',
    'E-mail',
    'Apps',
    'Hash',
    'CSV',
    'Telemetry',
    'Online',
    'Volume',
    // Keys of the keyboard.
    'M',
    'F',
    'C',
    'L',
    '← →',
    '↑ ↓',
    'node scripts/verify-audit.ts FILE',
    '',
  ].concat(['(message) => message', '(value) => value', '(headline, name) => `${headline} · ${name}`']),
)

describe.each(features)('[languages] %s', (feature) => {
  test('has both languages, and says the same things in each', async () => {
    expect(existsSync(join(root, feature, 'words.pt-br.ts'))).toBe(true)
    const [english, portuguese] = [await wordsOf(feature, 'en'), await wordsOf(feature, 'pt-br')]
    expect(portuguese.map(([path]) => path).toSorted()).toEqual(english.map(([path]) => path).toSorted())
    const other = new Map(portuguese)
    const takes = (message: Message | undefined): number => (typeof message === 'function' ? message.length : 0)
    expect(english.filter(([path, message]) => takes(message) < takes(other.get(path))).map(([path]) => path)).toEqual([])
  })

  test('is translated: nothing is the same in both but names and machine text', async () => {
    const other = new Map(await wordsOf(feature, 'pt-br'))
    const untranslated = (await wordsOf(feature, 'en')).filter(
      ([path, message]) => message !== null && !same.has(String(message)) && String(message) === String(other.get(path)),
    )
    expect(untranslated.map(([path, message]) => `${path}: ${String(message)}`)).toEqual([])
  })
})

describe('[languages] the sources', () => {
  const sources = files.map((file) => sourceOf(root, file))
  const speaking = sources.filter(({ file }) => !file.endsWith('words.pt-br.ts'))
  const uses = noUses()
  for (const source of speaking) collectUses(source, uses)

  test('use every message', async () => {
    const others = [
      ...speaking.filter(({ file }) => !/words(?:\.en)?\.ts$/.test(file)),
      ...filesIn('contract').map((file) => sourceOf(root, file)),
    ]
    const tokens = new Set(others.flatMap(tokensOf))
    const unused = await Promise.all(
      features.map(async (feature) => {
        const messages = (await wordsOf(feature, 'en')).map(([path]) => path.match(/^([^.]+)\.(.*)$/)?.slice(1) ?? [])
        return messages
          .map(([table = '', path = '']) => {
            const home = `${join(root, feature, 'words.ts')} ${table}`
            const [key = ''] = path.split('.')
            const used =
              uses.whole.has(home) ||
              uses.messages.has(`${home} ${key}`) ||
              (uses.indexed.has(home) && (tokens.has(key) || tokens.has(path)))
            return used ? '' : `${feature} ${table}.${path}`
          })
          .filter((text) => text !== '')
      }),
    )
    expect(unused.flat()).toEqual([])
  })

  test('read no message while a module loads: it would stay in the language of then', () => {
    expect(uses.early).toEqual([])
  })

  test('draw no page before its texts are here', () => {
    const bare = sources.filter(({ name, program }) => name.startsWith('web/app/') && JSON.stringify(program).includes('"lazy"'))
    expect(bare.map(({ name }) => name)).toEqual([])
  })

  test('say nothing in the markup itself', () => {
    const found = sources.flatMap((source) => literalsIn(source).map((text) => `${source.name}: ${text}`))
    expect(found).toEqual([])
  })
})
