/**
 * What an app defines over its own events, as lines of text that people read and write:
 *
 *     Matches = rate interaction.match.created
 *     Waiting = balance interaction.queue.joined - interaction.queue.left
 *     Skipped = share interaction.skip / interaction.match.created
 *     Connecting = distribution interaction.match.ended connect_ms ms over 3600
 *
 * `over` is the window in seconds; each kind has its own without it. Plain functions; the server judges everything again.
 */
import type { Measure } from '../../../contract/measures.ts'
import { assertNever } from '../../ui/assert-never.ts'

const type = '[a-z0-9_]+(?:\\.[a-z0-9_]+){0,7}'
const field = '[A-Za-z0-9_]+(?:\\.[A-Za-z0-9_]+){0,3}'
const over = '(?:\\s+over\\s+(?<window>\\d{2,5})s?)?$'

const kinds = {
  rate: new RegExp(`^rate\\s+(?<a>${type})${over}`),
  balance: new RegExp(`^balance\\s+(?<a>${type})\\s+-\\s+(?<b>${type})${over}`),
  share: new RegExp(`^share\\s+(?<a>${type})\\s+/\\s+(?<b>${type})${over}`),
  distribution: new RegExp(`^distribution\\s+(?<a>${type})\\s+(?<field>${field})(?:\\s+(?<unit>count|ms|s|bytes))?${over}`),
} as const satisfies Record<Measure['kind'], RegExp>

/** As the contract has them; the compiler compares the kinds. */
const windows = { rate: 300, balance: 86_400, share: 3_600, distribution: 3_600 } as const satisfies Record<Measure['kind'], number>

const units = ['count', 'ms', 's', 'bytes'] as const

/** Null for a line that says no measure. */
export function measureOf(line: string): Measure | null {
  const at = line.indexOf('=')
  const name = line.slice(0, at).trim()
  const text = line.slice(at + 1).trim()
  if (at < 1 || name === '') return null
  for (const kind of Object.keys(kinds) as Measure['kind'][]) {
    const found = kinds[kind].exec(text)?.groups
    if (found === undefined) continue
    return measureFrom(kind, name, found)
  }
  return null
}

function measureFrom(kind: Measure['kind'], name: string, found: Readonly<Record<string, string | undefined>>): Measure {
  const { a = '', b = '', field: path = '', unit, window } = found
  const window_s = window === undefined ? windows[kind] : Number(window)
  switch (kind) {
    case 'rate':
      return { name, kind, type: a, window_s }
    case 'balance':
      return { name, kind, in: a, out: b, window_s }
    case 'share':
      return { name, kind, of: a, among: b, window_s }
    case 'distribution':
      return { name, kind, type: a, field: path, unit: units.find((each) => each === unit) ?? 'count', window_s }
    default:
      return assertNever(kind)
  }
}

export function lineOf(measure: Measure): string {
  const window = measure.window_s === windows[measure.kind] ? '' : ` over ${measure.window_s}`
  return `${measure.name} = ${measure.kind} ${wordsOf(measure)}${window}`
}

function wordsOf(measure: Measure): string {
  switch (measure.kind) {
    case 'rate':
      return measure.type
    case 'balance':
      return `${measure.in} - ${measure.out}`
    case 'share':
      return `${measure.of} / ${measure.among}`
    case 'distribution':
      return `${measure.type} ${measure.field} ${measure.unit}`
    default:
      return assertNever(measure)
  }
}
