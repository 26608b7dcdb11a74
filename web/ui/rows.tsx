/** A list of things, one to a row: what it is, what is known of it, what may be done with it. */
import './rows.css'
import type { ReactNode } from 'react'

export function Rows({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <ul className="rows" aria-label={label}>
      {children}
    </ul>
  )
}

type RowProps = {
  readonly title: ReactNode
  /** Words beside the title: its role, its state. */
  readonly tags?: ReactNode
  readonly children?: ReactNode
  readonly actions?: ReactNode
  /** It is over, and kept to be seen. */
  readonly over?: boolean
}

export function Row({ title, tags, children, actions, over = false }: RowProps) {
  return (
    <li className={over ? 'row row-over' : 'row'}>
      <div className="row-text">
        <p className="row-title">
          <span>{title}</span>
          {tags}
        </p>
        {children}
      </div>
      {actions !== undefined && <div className="buttons">{actions}</div>}
    </li>
  )
}

type MoreProps = { readonly more: (() => void) | null; readonly loading: boolean; readonly children: ReactNode }

/** The next page of a list; nothing when everything is shown. */
export function More({ more, loading, children }: MoreProps) {
  if (more === null) return null
  return (
    <div>
      <button type="button" className="button button-quiet" onClick={more} aria-disabled={loading}>
        {children}
      </button>
    </div>
  )
}

/** There is nothing yet: what would be here, and how it comes. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="nothing">
      <p className="nothing-title">{title}</p>
      {children}
    </div>
  )
}
