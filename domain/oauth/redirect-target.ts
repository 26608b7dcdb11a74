/** Where a sign-in with a provider may end: on an origin that the app configured, or at a path of the platform itself. Nowhere else. */

export type Allowed = {
  /** The platform's own origin. */
  readonly own: string
  readonly origins: readonly string[]
}

/** Null for every other place, and for what is no address. */
export const redirectTarget = (text: string, { own, origins }: Allowed): URL | null => {
  const url = URL.parse(text, own)
  if (url === null || url.username !== '' || url.password !== '') return null
  if (url.origin !== own && !origins.includes(url.origin)) return null
  // `//host`, `/\host` and tabs are paths to a person and hosts to a browser; what stays on our origin is spelled as a path.
  const isPath = url.origin === own && /^\/(?![/\\])/.test(text)
  return isPath || text.startsWith(url.origin) ? url : null
}

/** The target with what a flow ended with; what it had of that name itself is replaced. */
export const withAnswer = (target: string, answer: { readonly code: string } | { readonly error: string }): string => {
  const url = new URL(target)
  for (const name of ['code', 'error']) url.searchParams.delete(name)
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value)
  return url.href
}
