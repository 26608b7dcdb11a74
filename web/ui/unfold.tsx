/** A list whose rows open: closed a line each, opened everything, which is drawn only then. */
import './unfold.css'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { momentOf } from './format.ts'

export function UnfoldList({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <ol className="unfold-list" aria-label={label}>
      {children}
    </ol>
  )
}

type UnfoldProps = {
  readonly title: ReactNode
  readonly tags?: ReactNode
  /** RFC 3339. */
  readonly at: string
  /** A second line, while it is closed. */
  readonly more?: ReactNode
  readonly children: () => ReactNode
}

export function Unfold({ title, tags, at, more, children }: UnfoldProps) {
  const [open, setOpen] = useState(false)
  return (
    <li>
      <details className="unfold" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span className="unfold-title">{title}</span>
          <span className="unfold-tags">{tags}</span>
          <time className="quiet unfold-at" dateTime={at}>
            {momentOf(at)}
          </time>
          {more !== undefined && <span className="unfold-more">{more}</span>}
        </summary>
        {open && <div className="unfold-opened">{children()}</div>}
      </details>
    </li>
  )
}
