/** What stands over every page of one app: the ways between its pages, and one's role. Its name is in the bar. */
import './apps.css'
import type { ReactNode, RefObject } from 'react'
import { useEffect, useLayoutEffect, useRef } from 'react'
import type { App } from '../../../contract/apps.ts'
import type { Role } from '../../../contract/roles.ts'
import { Link, go } from '../../app/router.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Tag } from '../../ui/tag.tsx'
import type { AppPage } from './app-paths.ts'
import { appPages, appPath, appsPath } from './app-paths.ts'
import { administers, moderates, reads } from './rights.ts'
import { roleWords, words } from './words.ts'

const opens = {
  metrics: reads,
  events: reads,
  quarantine: reads,
  sessions: reads,
  moderation: moderates,
  keys: administers,
  members: administers,
  providers: administers,
  audit: reads,
  settings: administers,
} as const satisfies Record<AppPage, (role: Role) => boolean>

/** The app of operators sends no events and is not set up here. */
const ofConsole: readonly AppPage[] = ['members', 'audit']

const pagesOf = (app: App): readonly AppPage[] =>
  appPages.filter((page) => opens[page](app.role) && (app.kind === 'tenant' || ofConsole.includes(page)))

type FrameProps = { readonly app: App; readonly page: AppPage; readonly children: ReactNode }

/** Where the strip is wider than the screen, the way one is on is brought into view. */
function useCurrentInView(page: AppPage): RefObject<HTMLElement | null> {
  const strip = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    const box = strip.current
    const current = box?.querySelector<HTMLElement>('[aria-current]')
    if (box && current) box.scrollLeft = current.offsetLeft - (box.clientWidth - current.offsetWidth) / 2
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- the page decides which one is current
  }, [page])
  return strip
}

export function AppFrame({ app, page, children }: FrameProps) {
  const pages = pagesOf(app)
  const strip = useCurrentInView(page)
  const first = pages[0]
  useEffect(() => {
    // Who may not see the numbers begins where they may.
    if (page === 'metrics' && first !== undefined && first !== 'metrics') go(appPath(app.id, first), { replace: true })
  }, [app.id, page, first])
  return (
    <div className="page">
      <div className="app-head">
        {pages.length > 0 && (
          <nav ref={strip} className="tabs" aria-label={words.tabs}>
            {pages.map((each) => (
              <Link key={each} href={appPath(app.id, each)} aria-current={each === page ? 'page' : undefined}>
                {words[each]}
              </Link>
            ))}
          </nav>
        )}
        <p className="app-role">
          <span className="unseen">{words.role}: </span>
          <Tag>{roleWords[app.role].name}</Tag>
        </p>
      </div>
      {pages.includes(page) ? children : <NotForRole app={app} />}
    </div>
  )
}

function NotForRole({ app }: { readonly app: App }) {
  const role = roleWords[app.role].name
  const nothing = pagesOf(app).length === 0
  return (
    <>
      <h1>{nothing ? words.nothingForRole(role) : words.notForRole}</h1>
      <p className="quiet">{nothing ? roleWords[app.role].may : words.yourRole(role)}</p>
    </>
  )
}

/** An address that names an app one has no role in. */
export function MissingApp() {
  return (
    <div className="narrow">
      <h1>{words.missing}</h1>
      <Banner tone="warn" title={words.missingLead} />
      <p>
        <Link href={appsPath}>{words.toApps}</Link>
      </p>
    </div>
  )
}
