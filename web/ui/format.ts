/** Numbers, times and ages as the reader's language writes them. Times are in the viewer's zone, which is always named beside them. */
import type { Language } from '../i18n/language-choice.ts'
import { currentLanguage } from '../i18n/language.ts'
import { assertNever } from './assert-never.ts'

/** One for each language, made when it is first asked for. */
function byLanguage<F>(make: (language: Language) => F): () => F {
  const made = new Map<Language, F>()
  return () => {
    const language = currentLanguage()
    const format = made.get(language) ?? make(language)
    made.set(language, format)
    return format
  }
}

function numbers(options: Intl.NumberFormatOptions = {}) {
  const form = byLanguage((language) => new Intl.NumberFormat(language, options))
  return { format: (value: number): string => form().format(value) }
}

/** A day as short as the language has it: `Nov 21`, `21/11`. */
const dayIn = {
  en: { day: 'numeric', month: 'short' },
  'pt-BR': { day: '2-digit', month: '2-digit' },
} as const satisfies Record<Language, Intl.DateTimeFormatOptions>

function times(options: Intl.DateTimeFormatOptions) {
  const form = byLanguage(
    (language) => new Intl.DateTimeFormat(language, { ...options, ...(options.month !== undefined && dayIn[language]) }),
  )
  return { format: (at: number): string => form().format(at) }
}

const counts = numbers()
const means = numbers({ maximumFractionDigits: 2 })
const shortCounts = numbers({ notation: 'compact', maximumSignificantDigits: 4 })
const clock = times({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const zonedClock = times({
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
})

/** Above this a number no longer fits a narrow cell and is shortened; the full one stays in the title. */
const longestFull = 99_999_999

/** A mean: two decimals below ten, where whole numbers would say nothing. */
export const meanCount = (value: number): string => (value < 10 ? means.format(value) : counts.format(Math.round(value)))
export const fullCount = (value: number): string => counts.format(value)
/** For the few characters beside an axis. */
export const axisCount = (value: number): string => (value >= 10_000 ? shortCounts : counts).format(value)
export const shortCount = (value: number): string => (value > longestFull ? shortCounts : counts).format(value)

/** `14:03`; `at` is epoch ms. */
export const clockTime = (at: number): string => clock.format(at)
/** `14:03:22 GMT-3` */
export const zonedTime = (at: number): string => zonedClock.format(at)
const days = times({ day: 'numeric', month: 'short', year: 'numeric' })
const moments = times({
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})
const toTheMinute = times({
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})
/** `Nov 21, 2026, 14:03` */
export const minuteOf = (time: string): string => toTheMinute.format(Date.parse(time))
/** `Nov 21, 2026`; takes RFC 3339. */
export const dayOf = (time: string): string => days.format(Date.parse(time))
/** `Nov 21, 2026, 14:03:22` */
export const momentOf = (time: string): string => moments.format(Date.parse(time))

export const viewerZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

/** `4 s`, `2 min 5 s`, `3 h 12 min`, `2 d 4 h`. */
export function age(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${hours} h ${minutes % 60} min`
  return `${fullCount(Math.floor(hours / 24))} d ${hours % 24} h`
}

const plurals = byLanguage((language) => new Intl.PluralRules(language))

/** `1 entry`, `1,204 entries`; each language says what is one: `0 registro` in Portuguese. */
export const amountOf = (value: number, one: string, many: string): string =>
  `${fullCount(value)} ${plurals().select(value) === 'one' ? one : many}`

const hours = times({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const utcDays = times({ day: 'numeric', month: 'short', timeZone: 'UTC' })
const shortDays = times({ day: 'numeric', month: 'short' })
const percents = numbers({ style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' })
const signedCounts = numbers({ notation: 'compact', maximumSignificantDigits: 3, signDisplay: 'exceptZero' })

/** `Nov 21, 14:00`; `at` is epoch ms. */
export const hourOf = (at: number): string => hours.format(at)
/** `Nov 21`, of a day that begins at midnight UTC. */
export const utcDayOf = (at: number): string => utcDays.format(at)
/** `Nov 21`, in the viewer's zone. */
export const shortDayOf = (at: number): string => shortDays.format(at)
/** `+12%`, `-3%`; takes a ratio. */
export const signedPercent = (ratio: number): string => percents.format(ratio)
/** `+1.2K` */
export const signedCount = (value: number): string => signedCounts.format(value)

const shares = numbers({ style: 'percent', maximumFractionDigits: 1 })
const seconds = numbers({ maximumFractionDigits: 1 })

/** A number with its unit: `640 ms`, `12.3 s`, `25%`, `3.5`, `1,204`. */
export function amountIn(value: number, unit: 'per_minute' | 'ratio' | 'count' | 'ms' | 's' | 'bytes'): string {
  switch (unit) {
    case 'ratio':
      return shares.format(value)
    case 'ms':
      return value < 10_000 ? `${counts.format(Math.round(value))} ms` : `${seconds.format(value / 1_000)} s`
    case 's':
      return `${seconds.format(value)} s`
    case 'bytes':
      return `${shortCounts.format(value)} B`
    case 'per_minute':
    case 'count':
      return meanCount(value)
    default:
      return assertNever(unit)
  }
}
