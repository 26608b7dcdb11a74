/** The filters of the list as the page's address carries them. */
import type { FilterName, Filters } from './audit-api.ts'
import { filterNames } from './audit-api.ts'

const isFilter = (name: string): name is FilterName => filterNames.some((each) => each === name)

export function filtersIn(query: string): Filters {
  const given = [...new URLSearchParams(query)].filter(([name, value]) => isFilter(name) && value !== '')
  return Object.fromEntries(given) as Filters
}

export function queryFor(filters: Filters): string {
  const given = Object.entries(filters).filter(([, value]) => value !== '')
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}

/** What a `datetime-local` field holds (the viewer's zone), as the API takes it; empty for none. */
export const instantOf = (local: string): string => (local === '' || Number.isNaN(Date.parse(local)) ? '' : new Date(local).toISOString())

/** The other way: RFC 3339 into the viewer's zone, to the minute. */
export function localOf(instant: string | undefined): string {
  const at = Date.parse(instant ?? '')
  if (Number.isNaN(at)) return ''
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
