/** Numbers, times and ages as the reader sees them. Times are in the viewer's zone, which is always named beside them. */
const locale = 'en'

const counts = new Intl.NumberFormat(locale)
const means = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 })
const shortCounts = new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: 4 })
const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const zonedClock = new Intl.DateTimeFormat(locale, {
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
export const viewerZone = (): string => zonedClock.resolvedOptions().timeZone

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
