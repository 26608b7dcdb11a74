/** Which page belongs to which path, and what stands around every page. */
import type { ReactNode } from 'react'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { ErrorBoundary } from '../ui/error-boundary.tsx'
import { HomePage } from './home-page.tsx'
import { NotFoundPage } from './not-found-page.tsx'
import { usePath } from './router.tsx'
import { Shell } from './shell.tsx'

/** Apart, so that `/` does not carry it. */
const DashboardPage = lazy(() => import('../features/dashboard/dashboard-page.tsx').then((module) => ({ default: module.DashboardPage })))

type Page = { readonly title: string; readonly content: ReactNode }

function pageOf(path: string): Page {
  switch (path) {
    case '/':
      return { title: 'Prost', content: <HomePage /> }
    case '/admin':
      return { title: 'Live metrics · Prost', content: <DashboardPage /> }
    default:
      return { title: 'Not found · Prost', content: <NotFoundPage path={path} /> }
  }
}

export function App() {
  const path = usePath()
  const { title, content } = pageOf(path)
  const main = useRef<HTMLElement>(null)
  const arrivedAt = useRef(path)

  useEffect(() => {
    document.title = title
    // After a move inside the shell a screen reader must hear where it is; on the first load the browser says it.
    if (arrivedAt.current !== path) main.current?.focus()
    arrivedAt.current = path
  }, [path, title])

  return (
    <Shell path={path} main={main}>
      <ErrorBoundary key={path} what="This page">
        <Suspense fallback={<p className="quiet">Loading…</p>}>{content}</Suspense>
      </ErrorBoundary>
    </Shell>
  )
}
