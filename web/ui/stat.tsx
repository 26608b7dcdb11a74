/** One number with its name, and the row such numbers stand in. Lead: the number one looks at first. */
import './stat.css'
import type { ReactNode } from 'react'
import { useId } from 'react'
import { fullCount, shortCount } from './format.ts'

export function StatRow({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId()
  return (
    <section className="stat-row" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <dl>{children}</dl>
    </section>
  )
}

type StatProps = {
  readonly name: string
  readonly label: string
  /** Null: there is none now. */
  readonly value: number | null
  /** In place of the number as a count. */
  readonly text?: string
  readonly size?: 'lead' | 'wide' | 'plain'
  readonly trend?: string | null
}

export function Stat({ name, label, value, text, size = 'plain', trend = null }: StatProps) {
  const full = value === null ? '' : fullCount(value)
  const short = text ?? (value === null ? '' : shortCount(value))
  return (
    <div className={`stat stat-${size}`}>
      <dt>{label}</dt>
      <dd data-metric={name} title={text !== undefined || short === full ? undefined : full}>
        {short}
      </dd>
      {trend !== null && <dd className="stat-trend">{trend}</dd>}
    </div>
  )
}
