/** What of moderation is looked at, as an address. Plain functions. */
import type { AppealState, ReportState } from '../../../contract/moderation.ts'
import { appealStates, reportStates } from './moderation-api.ts'

export const views = ['reports', 'actions', 'appeals'] as const

export type Place =
  | { readonly view: 'reports'; readonly state: ReportState }
  | { readonly view: 'actions'; readonly user: string | null }
  | { readonly view: 'appeals'; readonly state: AppealState }

/** What makes no sense is what one looks at first. */
export function placeIn(query: string): Place {
  const asked = new URLSearchParams(query)
  const [view, state] = [asked.get('view'), asked.get('state')]
  if (view === 'actions') return { view, user: asked.get('user') }
  if (view === 'appeals') return { view, state: appealStates.find((each) => each === state) ?? 'open' }
  return { view: 'reports', state: reportStates.find((each) => each === state) ?? 'open' }
}

type Asked = { readonly view: Place['view']; readonly state?: string; readonly user?: string }

export function queryOf({ view, state, user }: Asked): string {
  const named = {
    ...(view !== 'reports' && { view }),
    ...(state !== undefined && state !== 'open' && { state }),
    ...(user !== undefined && { user }),
  }
  const query = new URLSearchParams(named).toString()
  return query === '' ? '' : `?${query}`
}
