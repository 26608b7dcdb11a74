/** Between the API's times and what a `datetime-local` field holds, which is the viewer's zone, to the minute. */

/** As the API takes it; empty for none. */
export const instantOf = (local: string): string => (local === '' || Number.isNaN(Date.parse(local)) ? '' : new Date(local).toISOString())

/** From RFC 3339; empty for none. */
export function localOf(instant: string | undefined): string {
  const at = Date.parse(instant ?? '')
  if (Number.isNaN(at)) return ''
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
