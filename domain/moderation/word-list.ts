/**
 * The word list as policy: whole words in two languages, as people disguise them. A word inside another word never matches, so that
 * `disputa` and `Scunthorpe` are fine. Pure; who is muted for what is a moderator's to decide.
 */
import type { AppPolicies } from '../../contract/policy.ts'
import english from './words/en.json' with { type: 'json' }
import portuguese from './words/pt-br.json' with { type: 'json' }

export type WordList = { readonly words: ReadonlySet<string>; readonly onMatch: AppPolicies['words']['on_match'] }

/** By the very object they were made of, and no longer there than that. */
const made = new WeakMap<AppPolicies['words'], WordList>()

/** Made once per policy as it was read: comparing is then a look-up per word. */
export const wordListOf = (policy: AppPolicies['words']): WordList => {
  const known = made.get(policy)
  if (known !== undefined) return known
  const list = newWordList(policy)
  made.set(policy, list)
  return list
}

const newWordList = ({ on_match, extra, allowed }: AppPolicies['words']): WordList => {
  const fine = new Set(allowed.map(normalised))
  const listed = [...english, ...portuguese, ...extra].map(normalised)
  return { words: new Set(listed.filter((word) => word !== '' && !fine.has(word))), onMatch: on_match }
}

export type Judgement = {
  /** What may be sent. */
  readonly text: string
  readonly isRefused: boolean
  /** For moderators to look at. */
  readonly isFlagged: boolean
}

export const judgeText = (text: string, list: WordList): Judgement => {
  const spans = listedSpans(text, list.words)
  if (spans.length === 0) return { text, isRefused: false, isFlagged: false }
  const isMasked = list.onMatch === 'mask'
  return { text: isMasked ? masked(text, spans) : text, isRefused: list.onMatch === 'refuse', isFlagged: list.onMatch === 'flag' }
}

type Span = { readonly start: number; readonly end: number }

/** Letters and what stands for letters; a mark belongs to the letter before it. */
const tokenPattern = /[\p{L}\p{N}\p{M}@$!\u00AD\u200B-\u200D\u2060]+/gu

type Token = Span & { readonly token: string }

const listedSpans = (text: string, words: ReadonlySet<string>): Span[] => {
  const tokens = [...text.matchAll(tokenPattern)].map((match) => tokenAt(match.index, match[0]))
  const isListed = ({ token }: Token): boolean => readings(token).some((reading) => words.has(reading))
  const whole = tokens.flatMap((full) => {
    const inner = bare(full)
    if (isListed(inner)) return inner
    return inner !== full && isListed(full) ? full : []
  })
  return [...whole, ...spelledOut(tokens.map(bare), words)].toSorted((a, b) => a.start - b.start)
}

const tokenAt = (start: number, token: string): Token => ({ start, end: start + token.length, token })

const signs = '@$!'

/** Without the signs around it, which may be a letter or the end of a sentence. By hand: an expression would look again at each sign of a long row. */
const bare = (full: Token): Token => {
  const { token } = full
  let [from, to] = [0, token.length]
  while (from < to && signs.includes(token.charAt(from))) from += 1
  while (to > from && signs.includes(token.charAt(to - 1))) to -= 1
  return from === to || to - from === token.length ? full : tokenAt(full.start + from, token.slice(from, to))
}

/** `f u c k`, `p.u.t.a`: three or more single letters in a row, close together. */
const spelledOut = (tokens: readonly Token[], words: ReadonlySet<string>): Span[] => {
  const spans: Span[] = []
  let run: Token[] = []
  const close = (): void => {
    const [first] = run
    const last = run.at(-1)
    const word = normalised(run.map(({ token }) => token).join(''))
    if (run.length > 2 && first !== undefined && last !== undefined && words.has(word)) spans.push({ start: first.start, end: last.end })
    run = []
  }
  for (const token of tokens) {
    if (token.start - (run.at(-1)?.end ?? token.start) > 2) close()
    if (normalised(token.token).length === 1) run.push(token)
    else close()
  }
  close()
  return spans
}

/** What a token may be read as: drawn out or doubled, in plural or not. */
const readings = (token: string): string[] => {
  const word = normalised(token)
  const drawnOut = tripled.test(word) ? [word.replaceAll(eachTripled, '$1'), word.replaceAll(eachTripled, '$1$1')] : [word]
  return drawnOut.flatMap((each) => [
    each,
    ...(each.endsWith('s') ? [each.slice(0, -1)] : []),
    ...(each.endsWith('es') ? [each.slice(0, -2)] : []),
  ])
}

const tripled = /(.)\1\1/u
const eachTripled = /(.)\1{2,}/gu

/** Digits, signs and letters of other alphabets that pass for Latin letters. */
const lookalikes: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
  а: 'a',
  е: 'e',
  о: 'o',
  р: 'p',
  с: 'c',
  у: 'u',
  х: 'x',
  к: 'k',
  т: 't',
  α: 'a',
  ο: 'o',
  υ: 'u',
  ι: 'i',
}

/** Without case, accents, widths, invisible characters and disguise. */
export const normalised = (word: string): string => {
  if (plainWord.test(word)) return word
  const plain = word.normalize('NFKD').replaceAll(invisible, '').toLowerCase()
  // A number is a number: `455` is no word.
  return letter.test(plain) ? plain.replaceAll(disguised, (sign) => lookalikes[sign] ?? sign) : plain
}

/** Most words, by far. */
const plainWord = /^[a-z]*$/
const letter = /\p{L}/u
const invisible = /[\p{M}\u00AD\u200B-\u200D\u2060]/gu
const disguised = /[^a-z]/gu

const masked = (text: string, spans: readonly Span[]): string => {
  let shown = ''
  let from = 0
  for (const { start, end } of spans) {
    shown += text.slice(from, start) + '*'.repeat(end - start)
    from = end
  }
  return shown + text.slice(from)
}
