/** How the texts of features come in another language. */
import { afterEach, expect, it, vi } from 'vitest'
import { currentLanguage, readAnew } from '../../web/i18n/language.ts'
import { changeLanguage, translated } from '../../web/i18n/texts.ts'

vi.stubGlobal('document', { documentElement: {} })
afterEach(() => readAnew('en'))

it('[languages] a feature that comes while the language is changing is read in the new one', async () => {
  const first = Promise.withResolvers<{ words: { title: string } }>()
  const early = translated({ words: { title: 'Keys' } }, { 'pt-BR': () => first.promise })
  const changed = changeLanguage('pt-BR')
  const late = translated({ words: { title: 'Members' } }, { 'pt-BR': () => Promise.resolve({ words: { title: 'Membros' } }) })
  first.resolve({ words: { title: 'Chaves' } })
  expect(await changed).toBe(true)
  expect([currentLanguage(), early.words.title, late.words.title]).toEqual(['pt-BR', 'Chaves', 'Membros'])
})

it('[languages] texts that do not come leave the language as it was', async () => {
  const { words } = translated({ words: { title: 'Audit' } }, { 'pt-BR': () => Promise.reject(new Error('offline')) })
  expect(await changeLanguage('pt-BR')).toBe(false)
  expect([currentLanguage(), words.title]).toEqual(['en', 'Audit'])
})
