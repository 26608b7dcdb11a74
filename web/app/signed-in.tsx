/** The console of a signed-in operator: their apps, the bar's tools, and the page that the path names. */
import { Suspense, useEffect, useMemo } from 'react'
import { createPortal } from 'react-dom'
import type { App } from '../../contract/apps.ts'
import type { User } from '../../contract/identity.ts'
import type { AdminPlace } from '../features/apps/app-paths.ts'
import { accountPath, appPath, appsPath, placeOf } from '../features/apps/app-paths.ts'
import { listApps } from '../features/apps/apps-api.ts'
import { AppsPage } from '../features/apps/apps-page.tsx'
import { MissingApp } from '../features/apps/app-frame.tsx'
import { AppSwitcher } from '../features/apps/app-switcher.tsx'
import { lastApp, rememberApp } from '../features/apps/last-app.ts'
import { AppsContext } from '../features/apps/use-apps.ts'
import { words as appWords } from '../features/apps/words.ts'
import { AnswerView } from '../features/session/answer-view.tsx'
import { NotOperator, isNotOperator } from '../features/session/not-operator.tsx'
import { useAnswer } from '../features/session/use-answer.ts'
import { words as sessionWords } from '../features/session/words.ts'
import { lazyPage } from '../i18n/lazy-page.ts'
import { assertNever } from '../ui/assert-never.ts'
import { Loading } from '../ui/loading.tsx'
import { AppPages } from './app-pages.tsx'
import { NotFoundPage } from './not-found-page.tsx'
import { Link, go } from './router.tsx'
import { titleOf, words } from './words.ts'

const AccountPage = lazyPage(() => import('../features/session/account-page.tsx').then((module) => ({ default: module.AccountPage })))

const HealthPage = lazyPage(() => import('../features/health/health-page.tsx').then((module) => ({ default: module.HealthPage })))

type SignedInProps = { readonly user: User; readonly path: string; readonly tools: HTMLElement | null }

export function SignedIn({ user, path, tools }: SignedInProps) {
  const apps = useAnswer(listApps)
  const { state, reload, put } = apps
  const shared = useMemo(() => ({ state, reload, put }), [state, reload, put])
  const list = state.status === 'ready' ? state.value : []
  const place = placeOf(path)
  const current = place.at === 'app' ? (list.find(({ id }) => id === place.id) ?? null) : null
  useTitle(place, current)
  if (state.status === 'failed' && isNotOperator(state.failure)) return <NotOperator email={user.email} />
  return (
    <AppsContext value={shared}>
      {tools && createPortal(<Tools apps={list} current={current} user={user} path={path} />, tools)}
      {place.at === 'account' ? (
        <Suspense fallback={<Loading />}>
          <AccountPage user={user} />
        </Suspense>
      ) : place.at === 'health' ? (
        <Suspense fallback={<Loading />}>
          <HealthPage />
        </Suspense>
      ) : place.at === 'nowhere' ? (
        <NotFoundPage path={path} />
      ) : (
        <AnswerView state={state} reload={reload}>
          {(all) => <Place place={place} apps={all} user={user} onOwn={reload} />}
        </AnswerView>
      )}
    </AppsContext>
  )
}

type ToolsProps = { readonly apps: readonly App[]; readonly current: App | null; readonly user: User; readonly path: string }

function Tools({ apps, current, user, path }: ToolsProps) {
  return (
    <>
      {apps.length > 0 && <AppSwitcher key={path} apps={apps} current={current} />}
      <Link className="bar-account" href={accountPath} aria-current={path === accountPath ? 'page' : undefined}>
        <span className="unseen">{sessionWords.accountLink}: </span>
        {user.display_name}
      </Link>
    </>
  )
}

type PlaceProps = {
  readonly place: Extract<AdminPlace, { at: 'app' }> | { readonly at: 'start' | 'apps' | 'account' | 'health' | 'nowhere' }
  readonly apps: readonly App[]
  readonly user: User
  readonly onOwn: () => void
}

function Place({ place, apps, user, onOwn }: PlaceProps) {
  if (place.at === 'start') return <Start apps={apps} />
  if (place.at !== 'app') return <AppsPage />
  const app = apps.find(({ id }) => id === place.id)
  return app === undefined ? <MissingApp /> : <AppPages app={app} page={place.page} user={user} onOwn={onOwn} />
}

/** `/admin` is no page: it is the app that was open last, or the only one, or the list. */
function Start({ apps }: { readonly apps: readonly App[] }) {
  const last = lastApp()
  const app = apps.find(({ id }) => id === last) ?? (apps.length === 1 ? apps[0] : undefined)
  useEffect(() => go(app === undefined ? appsPath : appPath(app.id), { replace: true }), [app])
  return null
}

function titleIn(place: AdminPlace, current: App | null): string {
  switch (place.at) {
    case 'start':
    case 'apps':
      return titleOf(appWords.apps)
    case 'account':
      return titleOf(sessionWords.account)
    case 'health':
      return titleOf(appWords.health)
    case 'nowhere':
      return words.notFoundTitle
    case 'app':
      return current ? titleOf(appWords[place.page], current.name) : titleOf(appWords.apps)
    default:
      return assertNever(place)
  }
}

function useTitle(place: AdminPlace, current: App | null): void {
  const title = titleIn(place, current)
  useEffect(() => {
    document.title = title
  }, [title])
  useEffect(() => {
    if (current) rememberApp(current.id)
  }, [current])
}
