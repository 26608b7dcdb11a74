/** The page that belongs to the path, and what stands around every page. */
import { Suspense, useEffect, useRef, useState } from 'react'
import { ErrorBoundary } from '../ui/error-boundary.tsx'
import { Loading } from '../ui/loading.tsx'
import { usePath } from './router.tsx'
import { routeOf } from './routes.tsx'
import { Shell } from './shell.tsx'
import { words } from './words.ts'

export function App() {
  const path = usePath()
  const [tools, setTools] = useState<HTMLElement | null>(null)
  const route = routeOf(path)
  const title = route.title?.() ?? null
  const main = useRef<HTMLElement>(null)
  const arrivedAt = useRef(path)

  useEffect(() => {
    if (title !== null) document.title = title
    // After a move inside the shell a screen reader must hear where it is; on the first load the browser says it.
    if (arrivedAt.current !== path) main.current?.focus()
    arrivedAt.current = path
  }, [path, title])

  return (
    <Shell path={path} route={route} main={main} tools={setTools}>
      <ErrorBoundary key={route.path === '*' ? path : route.path} what={words.thisPage} page>
        <Suspense fallback={<Loading>{words.loading}</Loading>}>
          <route.Page path={path} tools={tools} />
        </Suspense>
      </ErrorBoundary>
    </Shell>
  )
}
