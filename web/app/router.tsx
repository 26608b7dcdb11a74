/**
 * Where the reader is, and links that move without a page load. Owns the history; which page belongs to
 * a path is decided in `app.tsx`.
 */
import type { AnchorHTMLAttributes, MouseEvent } from 'react'
import { useSyncExternalStore } from 'react'

/** Our own moves; the browser's back and forward come as `popstate`. */
const moved = 'prost:moved'

function subscribe(notify: () => void): () => void {
  window.addEventListener('popstate', notify)
  window.addEventListener(moved, notify)
  return () => {
    window.removeEventListener('popstate', notify)
    window.removeEventListener(moved, notify)
  }
}

/** The current path without a trailing slash (`/` stays). */
export function usePath(): string {
  const path = useSyncExternalStore(subscribe, () => window.location.pathname)
  return path.replace(/(?<=.)\/+$/, '')
}

/** What follows the path, from its `?` on. */
export const useQuery = (): string => useSyncExternalStore(subscribe, () => window.location.search)

/** Moves on; `replace` leaves no step to go back to, `stay` does not scroll. */
export function go(href: string, { replace = false, stay = replace }: { readonly replace?: boolean; readonly stay?: boolean } = {}): void {
  if (replace) window.history.replaceState(null, '', href)
  else window.history.pushState(null, '', href)
  if (!stay) window.scrollTo(0, 0)
  window.dispatchEvent(new Event(moved))
}

/** A click that wants a new tab or a download stays the browser's. */
const isPlainClick = (event: MouseEvent): boolean =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey

type LinkProps = AnchorHTMLAttributes<HTMLAnchorElement> & { readonly href: string }

export function Link({ href, children, onClick, ...rest }: LinkProps) {
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event)
    if (!isPlainClick(event)) return
    event.preventDefault()
    go(href)
  }
  return (
    <a href={href} onClick={follow} {...rest}>
      {children}
    </a>
  )
}
