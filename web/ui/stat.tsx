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
  readonly value: number
  readonly size?: 'lead' | 'wide' | 'plain'
  readonly trend?: string | null
}

export function Stat({ name, label, value, size = 'plain', trend = null }: StatProps) {
  const full = fullCount(value)
  const short = shortCount(value)
  return (
    <div className={`stat stat-${size}`}>
      <dt>{label}</dt>
      <dd data-metric={name} title={short === full ? undefined : full}>
        {short}
      </dd>
      {trend !== null && <dd className="stat-trend">{trend}</dd>}
    </div>
  )
}
