/** The frame of every page: skip link, bar with the name and the ways, main. Owns no page. */
import './shell.css'
import type { ReactNode, RefObject } from 'react'
import { Link } from './router.tsx'

function Mark() {
  return (
    <svg className="mark" viewBox="0 0 24 24" aria-hidden="true">
      <path className="mark-fill" d="M6.1 10.5h11.8L16.6 21H7.4z" />
      <path className="mark-line" d="M5 3h14l-2.3 18H7.3z" />
    </svg>
  )
}

type ShellProps = { readonly path: string; readonly main: RefObject<HTMLElement | null>; readonly children: ReactNode }

export function Shell({ path, main, children }: ShellProps) {
  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <header className="bar">
        <div className="bar-inner">
          <Link className="brand" href="/">
            <Mark />
            Prost
          </Link>
          <nav aria-label="Main">
            <Link href="/admin" aria-current={path === '/admin' ? 'page' : undefined}>
              Live metrics
            </Link>
          </nav>
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
    </>
  )
}
