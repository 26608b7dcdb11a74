/** The addresses of the console. */
import type { AppId } from '../../../contract/ids.ts'

export const appPages = [
  'metrics',
  'events',
  'quarantine',
  'sessions',
  'moderation',
  'keys',
  'members',
  'providers',
  'audit',
  'settings',
] as const
export type AppPage = (typeof appPages)[number]

export const appsPath = '/admin/apps'
export const accountPath = '/admin/account'
export const healthPath = '/admin/health'
export const appPath = (id: AppId, page: AppPage = 'metrics'): string => `/admin/apps/${id}${page === 'metrics' ? '' : `/${page}`}`

export type AdminPlace =
  | { readonly at: 'start' | 'apps' | 'account' | 'health' | 'nowhere' }
  | { readonly at: 'app'; readonly id: string; readonly page: AppPage }

/** Where a path under `/admin` leads. */
export function placeOf(path: string): AdminPlace {
  const [area, id, page, ...rest] = path.split('/').slice(2)
  if (area === undefined) return { at: 'start' }
  if (area === 'account' && id === undefined) return { at: 'account' }
  if (area === 'health' && id === undefined) return { at: 'health' }
  if (area !== 'apps' || rest.length > 0) return { at: 'nowhere' }
  if (id === undefined) return { at: 'apps' }
  const known = page === undefined ? 'metrics' : appPages.find((each) => each === page && each !== 'metrics')
  return known === undefined ? { at: 'nowhere' } : { at: 'app', id, page: known }
}
