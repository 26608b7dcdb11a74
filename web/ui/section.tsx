/** A part of a page with its heading, what it is for, and what may be done with it. */
import './section.css'
import type { ReactNode } from 'react'
import { useId } from 'react'

type SectionProps = { readonly title: string; readonly lead?: ReactNode; readonly action?: ReactNode; readonly children: ReactNode }

export function Section({ title, lead, action, children }: SectionProps) {
  const id = useId()
  return (
    <section className="section" aria-labelledby={id}>
      <div className="section-head">
        <h2 id={id}>{title}</h2>
        {action}
      </div>
      {lead !== undefined && <p className="quiet small">{lead}</p>}
      {children}
    </section>
  )
}

type PageHeadProps = { readonly title: string; readonly lead?: ReactNode; readonly children?: ReactNode }

/** The head of a page; children are what may be done on it. */
export function PageHead({ title, lead, children }: PageHeadProps) {
  return (
    <header className="page-head">
      <div className="page-head-text">
        <h1>{title}</h1>
        {lead !== undefined && <p className="quiet">{lead}</p>}
      </div>
      {children !== undefined && <div className="buttons">{children}</div>}
    </header>
  )
}
