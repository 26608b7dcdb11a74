/**
 * The app one is in, and the way to another. A button that opens a list of links: arrows move, Escape closes, and with many apps a
 * field finds by name.
 */
import './apps.css'
import type { KeyboardEvent, RefObject } from 'react'
import { useEffect, useId, useRef, useState } from 'react'
import type { App } from '../../../contract/apps.ts'
import { Link } from '../../app/router.tsx'
import { appPath, appsPath } from './app-paths.ts'
import { roleWords, words } from './words.ts'

type SwitcherProps = { readonly apps: readonly App[]; readonly current: App | null }

/** Above so many a name is typed sooner than seen. */
const filterAbove = 7

export function AppSwitcher({ apps, current }: SwitcherProps) {
  const [open, setOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const panel = useId()
  useCloseOutside(box, open, () => setOpen(false))
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && open) {
      setOpen(false)
      button.current?.focus()
    }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (open) moveFocus(box.current, event.key === 'ArrowDown' ? 1 : -1)
      else setOpen(true)
    }
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- hears the keys of the button and the links inside it
    <div ref={box} className="switcher" onKeyDown={onKey}>
      <button
        ref={button}
        type="button"
        className="switcher-button"
        aria-expanded={open}
        aria-controls={panel}
        onClick={() => setOpen(!open)}
      >
        <span className="unseen">{words.switchTo}: </span>
        <span className="switcher-name">{current?.name ?? words.noApp}</span>
        <Chevron />
      </button>
      {open && <Panel id={panel} apps={apps} current={current} onChosen={() => setOpen(false)} />}
    </div>
  )
}

function Panel({ id, apps, current, onChosen }: SwitcherProps & { readonly id: string; readonly onChosen: () => void }) {
  const [text, setText] = useState('')
  const panel = useRef<HTMLDivElement>(null)
  useEffect(() => panel.current?.querySelector<HTMLElement>('input, a')?.focus(), [])
  const found = apps.filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase()))
  return (
    <div ref={panel} id={id} className="switcher-panel">
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

function moveFocus(box: HTMLElement | null, by: 1 | -1): void {
  const stops = [...(box?.querySelectorAll<HTMLElement>('.switcher-panel input, .switcher-panel a') ?? [])]
  const at = stops.findIndex((stop) => stop === document.activeElement)
  stops[(at + by + stops.length) % stops.length]?.focus()
}

/** A click or a Tab to elsewhere closes it. */
function useCloseOutside(box: RefObject<HTMLElement | null>, open: boolean, close: () => void): void {
  const latest = useRef(close)
  useEffect(() => {
    latest.current = close
  })
  useEffect(() => {
    if (!open) return undefined
    const outside = ({ target }: Event): void => {
      if (target instanceof Node && !box.current?.contains(target)) latest.current()
    }
    document.addEventListener('pointerdown', outside)
    document.addEventListener('focusin', outside)
    return () => {
      document.removeEventListener('pointerdown', outside)
      document.removeEventListener('focusin', outside)
    }
  }, [box, open])
}

function Chevron() {
  return (
    <svg className="switcher-chevron" viewBox="0 0 12 12" aria-hidden="true">
      <path d="M3 4.5 6 7.5 9 4.5" />
    </svg>
  )
}
