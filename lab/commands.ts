/** What a LAB can be told while it runs, one line each. Seconds at the end: for so long; without them, until `ok`. */

/** Ways to go wrong that last. */
export const faults = ['silence', 'freeze', 'skew', 'duplicate', 'reorder', 'bad_signature', 'off_air', 'degraded', 'alert'] as const
export type Fault = (typeof faults)[number]

export type Command =
  | { readonly kind: 'fault'; readonly fault: Fault; readonly value: string | null; readonly forS: number | null }
  /** The encoder starts anew: another run, numbers from 0. */
  | { readonly kind: 'restart' }
  /** So many reports at once. */
  | { readonly kind: 'burst'; readonly count: number }
  | { readonly kind: 'ok' }

export type ReadCommand = { readonly ok: true; readonly command: Command } | { readonly ok: false; readonly why: string }

export const usage = `silence [S]           no report and no upload reaches the platform
freeze [S]            reports go on, the picture does not
skew OFFSET_S [S]     the LAB's clock is off
duplicate [S]         every report comes twice
reorder [S]           reports come in pairs, the younger first
bad_signature [S]     signed with another secret
off_air [S]           says that there is no programme
degraded [S]          says that the picture is bad
alert CODE [S]        says that something is wrong
restart               the encoder starts anew
burst COUNT           so many reports at once
ok                    all is well again`

const isFault = (word: string): word is Fault => (faults as readonly string[]).includes(word)

/** What takes a word of its own before the seconds, and which. */
const values: Partial<Record<Fault, RegExp>> = { skew: /^-?\d+(\.\d+)?$/, alert: /^[a-z0-9_]{1,64}$/ }

const refused = (why: string): ReadCommand => ({ ok: false, why })

export const readCommand = (line: string): ReadCommand => {
  const [word = '', ...rest] = line.trim().split(/\s+/)
  switch (word) {
    case 'ok':
    case 'restart':
      return rest.length === 0 ? { ok: true, command: { kind: word } } : refused(`${word} takes nothing`)
    case 'burst':
      return readBurst(rest)
    default:
      return isFault(word) ? readFault(word, rest) : refused(`what is ${word === '' ? 'an empty line' : word}?\n${usage}`)
  }
}

const readBurst = (rest: readonly string[]): ReadCommand => {
  const count = Number(rest[0])
  return rest.length === 1 && Number.isInteger(count) && count > 0 && count <= 1_000
    ? { ok: true, command: { kind: 'burst', count } }
    : refused('burst takes a number from 1 to 1000')
}

const readFault = (fault: Fault, rest: readonly string[]): ReadCommand => {
  const pattern = values[fault]
  const [value, seconds] = pattern ? rest : [undefined, ...rest]
  if (pattern && !pattern.test(value ?? '')) return refused(`${fault} takes ${fault === 'skew' ? 'seconds' : 'a code'}`)
  const forS = seconds === undefined ? null : Number(seconds)
  if (rest.length > (pattern ? 2 : 1) || (forS !== null && !(forS > 0))) return refused(`${fault} ends after seconds`)
  return { ok: true, command: { kind: 'fault', fault, value: value ?? null, forS } }
}
