/** A short word about a thing: its role, its state. Never the only carrier of what it says. */
import './tag.css'
import type { ReactNode } from 'react'

type TagProps = { readonly tone?: 'plain' | 'good' | 'warn' | 'error'; readonly children: ReactNode }

export function Tag({ tone = 'plain', children }: TagProps) {
  return <span className={`tag tag-${tone}`}>{children}</span>
}
