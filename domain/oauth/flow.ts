/**
 * A flow under way: what must be remembered between sending a browser to a provider and its coming back. It travels sealed in a cookie
 * of that browser, so no other browser can end the flow, and nothing is stored for flows that nobody ends.
 */
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { appId } from '../../contract/ids.ts'
import { codeChallenge, providerName } from '../../contract/oauth.ts'
import type { MasterSecret } from '../identity/master-secret.ts'

/** How long somebody may take at the provider. */
export const flowMs = 10 * 60_000
/** How long a page may take to use the code it came back with. */
export const codeMs = 60_000

const purpose = 'oauth-flow'

export const flow = z.object({
  app_id: appId,
  provider: providerName,
  /** The provider's when the flow began: another one can not end it. */
  issuer: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** Judged when the flow began. */
  redirect_to: z.string(),
  code_challenge: codeChallenge.optional(),
  /** Epoch ms. */
  expires_at: z.int(),
})
export type Flow = z.infer<typeof flow>

/** Flows do not disturb each other: each has a cookie of its own, named after its state. */
export const flowCookieName = (state: string): string => `prost_flow_${createHash('sha256').update(state).digest('hex').slice(0, 16)}`

export const sealFlow = (secret: MasterSecret, state: string, under: Flow): string => secret.seal(purpose, state, JSON.stringify(under))

/** Null for what was not sealed for this state and provider, or ran out. */
export const openFlow = (
  secret: MasterSecret,
  { state, provider, sealed }: { readonly state: string; readonly provider: string; readonly sealed: string },
  now: number,
): Flow | null => {
  const text = secret.open(purpose, state, sealed)
  if (text === null) return null
  const opened = flow.parse(JSON.parse(text))
  return opened.provider === provider && opened.expires_at > now ? opened : null
}

/** RFC 7636 §4.2, S256. */
export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url')
