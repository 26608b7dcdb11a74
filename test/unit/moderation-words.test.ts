/** [B6] The word list: what people write to get around it is seen, and what only looks like it is left alone. */
import { describe, expect, test } from 'vitest'
import { defaultPolicies } from '../../contract/policy.ts'
import { judgeText, normalised, wordListOf } from '../../domain/moderation/word-list.ts'
import { lcg } from '../support/telemetry-random.ts'

const policy = defaultPolicies.words
const standard = wordListOf(policy)
const isListed = (text: string): boolean => judgeText(text, wordListOf({ ...policy, on_match: 'refuse' })).isRefused

describe('both languages', () => {
  test.each(['fuck', 'Fuck!', 'FUCKING', 'a whore.', 'bitches', 'caralho', 'CARALHO', 'puta que pariu', 'otários', 'otario', 'cuzao'])(
    '[B6] “%s”',
    (text) => {
      expect(isListed(text)).toBe(true)
    },
  )

  test.each([
    ['leet', 'sh1t'],
    ['leet', 'm3rd4'],
    ['a dollar', '$hit'],
    ['an exclamation mark', 'sh!t!'],
    ['drawn out', 'fuuuuuuck'],
    ['drawn out and doubled', 'assssshole'],
    ['spelled out', 'f u c k you'],
    ['with dots', 'vai p.u.t.a'],
    ['full width', 'ｆｕｃｋ'],
    ['accents', 'fúçk'],
    ['combining marks', 'f\u0301uck'],
    ['Cyrillic', 'рutа'],
    ['soft hyphen', 'fu\u00ADck'],
    ['zero width', 'fu\u200Bck'],
  ])('[B6] disguised: %s', (_name, text) => {
    expect(isListed(text)).toBe(true)
  })

  test.each([
    'Scunthorpe',
    'disputa, deputado, computador e reputação',
    'assassin, class, grass',
    'shitake',
    'porre',
    'e a o',
    'a b c d e f g',
    'I am f u n k y',
    '455 1000 5417',
    'Merdaleno',
    '👍🏽 olá',
    '',
  ])('[B6] innocent: “%s”', (text) => {
    expect(judgeText(text, standard)).toEqual({ text, isRefused: false, isFlagged: false })
  })
})

describe('what happens to it is policy', () => {
  const text = 'Que merda é essa, f.u.c.k! 👍🏽'

  test('[B6] masked: as long as before, and all else as it was', () => {
    expect(judgeText(text, standard)).toEqual({ text: 'Que ***** é essa, *******! 👍🏽', isRefused: false, isFlagged: false })
  })

  test('[B6] several at once, spelled out and not, in whatever order', () => {
    expect(judgeText('f u c k essa merda', standard).text).toBe('******* essa *****')
    expect(judgeText('que merda, f u c k', standard).text).toBe('que *****, *******')
  })

  test('[B6] letters that stand apart are no word', () => {
    expect([isListed('f, u, c, k'), isListed('f ... u ... c ... k')]).toEqual([true, false])
  })

  test('[B6] refused or flagged: the text stays as it was', () => {
    expect(judgeText(text, wordListOf({ ...policy, on_match: 'refuse' }))).toEqual({ text, isRefused: true, isFlagged: false })
    expect(judgeText(text, wordListOf({ ...policy, on_match: 'flag' }))).toEqual({ text, isRefused: false, isFlagged: true })
  })

  test('[B6] an app adds words and allows some', () => {
    const list = wordListOf({ ...policy, extra: ['Spoiler'], allowed: ['merda'] })
    expect(judgeText('merda de spóilers', list).text).toBe('merda de ********')
  })
})

test('[B6] any text: nothing breaks, and what was masked is clean', () => {
  const random = lcg(7)
  const letters = ['f', 'u', 'c', 'k', 'p', 't', 'a', '@', '$', '!', ' ', '.', '\u0301', '\u200B', 'é', 'ß', '1', '👍', '\uD83D', 'İ']
  for (let i = 0; i < 20_000; i += 1) {
    const text = Array.from({ length: Math.floor(random() * 12) }, () => letters[Math.floor(random() * letters.length)]).join('')
    const { text: sent } = judgeText(text, standard)
    expect(sent.length).toBe(text.length)
    expect(judgeText(sent, standard).text, JSON.stringify(text)).toBe(sent)
    expect(normalised(normalised(text))).toBe(normalised(text))
  }
})
