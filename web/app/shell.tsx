/** The frame of every page: skip link, bar with the name, the ways and the page's own tools, main. Owns no page. */
import './shell.css'
import type { ReactNode, RefCallback, RefObject } from 'react'
import { ThemeSwitch } from '../ui/theme-switch.tsx'
import { Link } from './router.tsx'
import type { Route } from './routes.tsx'
import { hrefOf, isAt, routes } from './routes.tsx'
import { LanguageSwitch } from '../i18n/language-switch.tsx'
import { words } from './words.ts'

function Mark() {
  return (
    <svg className="mark" viewBox="0 0 24 24" aria-hidden="true">
      <path className="mark-fill" d="M6.1 10.5h11.8L16.6 21H7.4z" />
      <path className="mark-line" d="M5 3h14l-2.3 18H7.3z" />
    </svg>
  )
}

type ShellProps = {
  readonly path: string
  readonly route: Route
  readonly main: RefObject<HTMLElement | null>
  /** Hears of the place in the bar that is the page's. */
  readonly tools: RefCallback<HTMLElement>
  readonly children: ReactNode
}

/** In the console its own link would lead to where one is. */
function Bar({ path, route, tools }: Pick<ShellProps, 'path' | 'route' | 'tools'>) {
  const inConsole = route.who === 'operators'
  return (
    <header className={inConsole ? 'bar bar-console' : 'bar'}>
      <div className="bar-inner">
        <Link className="brand" href="/">
          <Mark />
          <span className="brand-name">{words.name}</span>
        </Link>
        <div className="bar-tools" ref={tools} />
        <nav aria-label={words.main}>
          {routes.map((each) =>
            each.bar === null || (inConsole && each === route) ? null : (
              <Link key={each.path} href={hrefOf(each)} aria-current={isAt(each, path) ? 'page' : undefined}>
                {each.bar()}
              </Link>
            ),
          )}
        </nav>
      </div>
    </header>
  )
}

/** What is the reader's own, on every page: how it looks. */
function Foot() {
  return (
    <footer className="foot">
      <div className="foot-inner">
        <Link href="/kit">{words.kit}</Link>
        <div className="foot-own">
          <LanguageSwitch failed={words.languageFailed} />
          <ThemeSwitch label={words.theme} names={{ system: words.themeSystem, light: words.themeLight, dark: words.themeDark }} />
        </div>
      </div>
    </footer>
  )
}

export function Shell({ path, route, main, tools, children }: ShellProps) {
  return (
    <>
      <a className="skip" href="#main">
        {words.skip}
      </a>
      <Bar path={path} route={route} tools={tools} />
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
      <Foot />
    </>
  )
}
