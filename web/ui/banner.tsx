/** A message about the state of the page, above what it is about. It does not announce itself: who shows it says when. */
import './banner.css'
import type { ReactNode } from 'react'

type BannerProps = { readonly tone: 'good' | 'warn' | 'error'; readonly title: string; readonly children?: ReactNode }

export function Banner({ tone, title, children }: BannerProps) {
  return (
    <div className={`banner banner-${tone}`} data-tone={tone}>
      <p className="banner-title">{title}</p>
      {children}
    </div>
  )
}
