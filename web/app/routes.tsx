/**
 * Every page of the shell as one entry: its path, its title, for whom it is, where it stands in the bar, and what loads it. A page is
 * added by adding an entry; what a mode's manifest brings becomes entries too.
 */
import type { ComponentType } from 'react'
import type { EntryPage } from '../features/session/entry-area.tsx'
import { lazyPage } from '../i18n/lazy-page.ts'
import { HomePage } from '../features/home/home-page.tsx'
import { NotFoundPage } from './not-found-page.tsx'
import { words } from './words.ts'

/** `tools` is the place in the bar where a page may put its own. */
type PageProps = { readonly path: string; readonly tools: HTMLElement | null }

export type Route = {
  /** `/docs`, or `/admin/*` for a page that has pages below it and tells them apart itself. */
  readonly path: string
  /** Asked when it is shown, so that it is in the reader's language. Null: the page names itself. */
  readonly title: (() => string) | null
  /** `operators` see the login under the same address until they are signed in. */
  readonly who: 'anyone' | 'operators'
  /** Its name in the bar; null where it is not in it. */
  readonly bar: (() => string) | null
  readonly Page: ComponentType<PageProps>
}

/** In chunks of their own, so that `/` does not carry them. */
const AdminArea = lazyPage(() => import('./admin-area.tsx').then((module) => ({ default: module.AdminArea })))
const DocsPage = lazyPage(() => import('../features/docs/docs-page.tsx').then((module) => ({ default: module.DocsPage })))
const KitPage = lazyPage(() => import('../features/kit/kit-page.tsx').then((module) => ({ default: module.KitPage })))
const ModeArea = lazyPage(() => import('../features/modes/mode-area.tsx').then((module) => ({ default: module.ModeArea })))
const EntryArea = lazyPage(() => import('../features/session/entry-area.tsx').then((module) => ({ default: module.EntryArea })))

const entry = (page: EntryPage): Route => ({
  path: page,
  title: () => words.entryTitle,
  who: 'anyone',
  bar: null,
  Page: () => <EntryArea page={page} />,
})

export const routes: readonly Route[] = [
  { path: '/', title: () => words.name, who: 'anyone', bar: null, Page: HomePage },
  { path: '/admin/*', title: null, who: 'operators', bar: () => words.console, Page: AdminArea },
  { path: '/docs', title: () => words.apiTitle, who: 'anyone', bar: () => words.api, Page: DocsPage },
  { path: '/kit', title: () => words.kitTitle, who: 'anyone', bar: null, Page: KitPage },
  ...(['/register', '/forgot', '/reset', '/verify', '/join'] as const).map(entry),
]

const nowhere: Route = { path: '*', title: () => words.notFoundTitle, who: 'anyone', bar: null, Page: NotFoundPage }

/** An address as the modes of an app have them: which it is, their manifests say. */
const ofMode: Route = { path: '/:mode', title: null, who: 'anyone', bar: null, Page: ModeArea }
const couldBeMode = (path: string): boolean => /^\/[a-z0-9]+(-[a-z0-9]+)*$/.test(path)

/** Where a link to the route leads. */
export const hrefOf = ({ path }: Route): string => path.replace(/\/\*$/, '')

export const isAt = (route: Route, path: string): boolean =>
  path === hrefOf(route) || (route.path.endsWith('/*') && path.startsWith(`${hrefOf(route)}/`))

export const routeOf = (path: string): Route => routes.find((route) => isAt(route, path)) ?? (couldBeMode(path) ? ofMode : nowhere)
