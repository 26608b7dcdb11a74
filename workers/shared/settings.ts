/** What the deployment's configuration says, read from the environment in one place. */
import { MasterSecret } from '../../domain/identity/master-secret.ts'

/** The platform's public address without a trailing slash: the issuer of its tokens. Without a configured one it is where the request came in. */
export const issuerOf = (env: { readonly PUBLIC_URL: string }, requestUrl: string): string => {
  const configured = env.PUBLIC_URL.replace(/\/+$/, '')
  return configured === '' ? new URL(requestUrl).origin : configured
}

export const isDevelopment = (env: { readonly ENVIRONMENT: string }): boolean => env.ENVIRONMENT === 'development'

/** The platform's own secret, no tenant's: one per isolate, and anew when the deployment changed it. */
let held: { readonly text: string; readonly secret: MasterSecret } | null = null

export const masterSecret = ({ IDENTITY_SECRET }: { readonly IDENTITY_SECRET: string }): MasterSecret => {
  if (held?.text !== IDENTITY_SECRET) held = { text: IDENTITY_SECRET, secret: new MasterSecret(IDENTITY_SECRET) }
  return held.secret
}
