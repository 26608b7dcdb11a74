/**
 * The app one is in, and the way to another. A button that opens a list of links: arrows move, Escape closes, and with many apps a
 * field finds by name.
 */
import './apps.css'
import type { KeyboardEvent } from 'react'
import { useState } from 'react'
import type { App } from '../../../contract/apps.ts'
import { Link } from '../../app/router.tsx'
import { Popover } from '../../ui/popover.tsx'
import { appPath, appsPath } from './app-paths.ts'
import { roleWords, words } from './words.ts'

type SwitcherProps = { readonly apps: readonly App[]; readonly current: App | null }

/** Above so many a name is typed sooner than seen. */
const filterAbove = 7

export function AppSwitcher({ apps, current }: SwitcherProps) {
  const button = (
    <>
      <span className="unseen">{words.switchTo}: </span>
      <span className="switcher-name">{current?.name ?? words.noApp}</span>
      <Chevron />
    </>
  )
  return (
    <div className="switcher">
      <Popover label={words.apps} button={button} buttonClass="switcher-button">
        {(close) => <Panel apps={apps} current={current} onChosen={close} />}
      </Popover>
    </div>
  )
}

function Panel({ apps, current, onChosen }: SwitcherProps & { readonly onChosen: () => void }) {
  const [text, setText] = useState('')
  const found = apps.filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase()))
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- hears the keys of the field and the links inside it
    <div className="switcher-panel" onKeyDown={moveFocus}>
      {apps.length > filterAbove && (
        <input
          type="search"
          className="switcher-filter"
          placeholder={words.filter}
          aria-label={words.filter}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      <ul aria-label={words.apps}>
        {found.map((app) => (
          <li key={app.id}>
            <Link href={appPath(app.id)} onClick={onChosen} aria-current={app.id === current?.id ? 'true' : undefined}>
              <span className="switcher-item">{app.name}</span>
              <span className="quiet">{roleWords[app.role].name}</span>
            </Link>
          </li>
        ))}
      </ul>
      <output className="quiet switcher-none">{found.length === 0 && apps.length > 0 ? words.noMatch : ''}</output>
      <Link className="switcher-all" href={appsPath} onClick={onChosen}>
        {words.allApps}
      </Link>
    </div>
  )
}

/** Up and down go from one to the next, and round. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  event.preventDefault()
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input, a')]
  const at = stops.findIndex((stop) => stop === document.activeElement)
  stops[(at + (event.key === 'ArrowDown' ? 1 : -1) + stops.length) % stops.length]?.focus()
}

function Chevron() {
  return (
    <svg className="switcher-chevron" viewBox="0 0 12 12" aria-hidden="true">
      <path d="M3 4.5 6 7.5 9 4.5" />
    </svg>
  )
}
