/**
 * Signing in at a provider: leaving for it, and coming back with a code. The verifier stays in this tab, so that a code that
 * somebody else brought into an address signs nobody in.
 */
import type { FlowError } from '../../../contract/oauth.ts'
import type { Account } from './account.ts'
import type { ApiFailure } from './http.ts'
import { providerErrors } from './words.ts'

const kept = 'prost-provider-verifier'

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

/** RFC 7636, S256. */
async function challengeOf(verifier: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))))
}

/** Leaves the page; `returnTo` is a path of these pages. */
export async function leaveFor({ realm }: Account, provider: string, returnTo: string): Promise<void> {
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)))
  sessionStorage.setItem(kept, verifier)
  const query = new URLSearchParams({ redirect_to: returnTo, code_challenge: await challengeOf(verifier) })
  // A navigation carries no headers.
  if (realm.of === 'people') query.set('key', realm.appKey)
  window.location.assign(`/v1/auth/oauth/${encodeURIComponent(provider)}/start?${query}`)
}

type Return =
  | { readonly status: 'none' }
  | { readonly status: 'code'; readonly code: string; readonly verifier: string }
  | { readonly status: 'refused'; readonly code: FlowError }

const errorOf = (text: string | null): FlowError =>
  Object.keys(providerErrors).find((code): code is FlowError => code === text) ?? 'sign_in_failed'

/** What a provider's sign-in brought back into the address. Taken once: the address is clean after. */
export function takeReturn(): Return {
  const query = new URLSearchParams(window.location.search)
  const [code, error] = [query.get('code'), query.get('error')]
  const verifier = sessionStorage.getItem(kept)
  if ((code === null && error === null) || verifier === null) return { status: 'none' }
  sessionStorage.removeItem(kept)
  query.delete('code')
  query.delete('error')
  const rest = query.size === 0 ? '' : `?${query}`
  window.history.replaceState(null, '', window.location.pathname + rest)
  return code === null ? { status: 'refused', code: errorOf(error) } : { status: 'code', code, verifier }
}

export const exchange = ({ enter }: Account, code: string, code_verifier: string): Promise<ApiFailure | null> =>
  enter({ method: 'POST', path: '/v1/auth/oauth/token', json: { code, code_verifier } })
