/** The page's address: what the list is narrowed to, and which event is open. */
import type { AppId } from '../../../contract/ids.ts'
import { appPath } from '../apps/app-paths.ts'
import { filtersIn as filtersOf } from '../../lib/filter-query.ts'
import type { Filters } from './events-api.ts'
import { filterNames } from './events-api.ts'

/** The open event's own name in the address; no filter is called so. */
const openName = 'event'

export const filtersIn = (query: string): Filters => filtersOf(query, filterNames)

export const openIn = (query: string): string | null => new URLSearchParams(query).get(openName)

/** What a change of the open event leaves as it is. */
export const filterTextIn = (query: string): string => new URLSearchParams(filtersIn(query)).toString()

export function eventsPath(app: AppId, filters: Filters = {}, open: string | null = null): string {
  const given = Object.entries(filters).filter(([, value]) => value !== '')
  const query = new URLSearchParams([...given, ...(open === null ? [] : [[openName, open]])]).toString()
  return `${appPath(app, 'events')}${query === '' ? '' : `?${query}`}`
}
