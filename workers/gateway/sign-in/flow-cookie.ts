/** Cookies of a sign-in with a provider: no script reads them, and they come back when the provider sends the browser here (a navigation, so Lax). */
import type { Context } from 'hono'
import type { ApiEnv } from '../bindings.ts'
import { issuerOf } from '../../shared/settings.ts'

const attributes = (secure: boolean) => ({ path: '/', httpOnly: true, sameSite: 'Lax', secure }) as const

/** `__Host-`: no other host, not even a subdomain, can have set it. Without TLS (a machine at home) browsers refuse such names. */
export const flowCookie = (
  c: Context<ApiEnv>,
  name: string,
): { readonly name: string; readonly attributes: ReturnType<typeof attributes> } => {
  const secure = new URL(issuerOf(c.env, c.req.url)).protocol === 'https:'
  return { name: secure ? `__Host-${name}` : name, attributes: attributes(secure) }
}
