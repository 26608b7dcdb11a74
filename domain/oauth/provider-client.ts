/**
 * The conversation with an OpenID Connect provider: discovery, the address to send a browser to, and what it came back with. The protocol
 * is `openid-client`'s; here is what we ask of it. Knows neither apps nor storage. Loaded by the first flow of an isolate.
 */
import {
  AuthorizationResponseError,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  None,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  getJwksCache,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  setJwksCache,
} from 'openid-client'
import type { ClientAuth, CustomFetch, ServerMetadata } from 'openid-client'
import * as z from 'zod'
import { email } from '../../contract/identity.ts'
import type { FlowError } from '../../contract/oauth.ts'
import type { Result } from '../../contract/errors.ts'
import type { Claims } from './account-decision.ts'
import type { ProviderCache } from './provider-cache.ts'
import { ProviderUnreachable } from './provider-fetch.ts'

const timeoutS = 10

export type Client = {
  readonly issuer: string
  readonly client_id: string
  readonly client_secret: string | null
  readonly scopes: readonly string[]
}

export type ProviderDeps = {
  readonly fetch: CustomFetch
  readonly cache: ProviderCache
  readonly now: () => number
  /** Without TLS, at home. */
  readonly insecure: boolean
}

/** `reason` is for our log. */
export type FlowFault = { readonly error: FlowError; readonly reason: string }

/** The provider's own spelling of its issuer, when its discovery document can be read. */
export const discoverIssuer = (issuer: string, deps: ProviderDeps): Promise<Result<string, FlowFault>> =>
  attempt(async () => {
    const { issuer: own } = (await discovered(issuer, deps)).metadata
    if (new URL(own).href !== new URL(issuer).href) throw new Error('the document is another issuer’s')
    return own
  })

export type Begun = { readonly url: string; readonly state: string; readonly nonce: string; readonly verifier: string }

/** Authorization code with PKCE (S256), state and nonce. */
export const beginFlow = (client: Client, redirectUri: string, deps: ProviderDeps): Promise<Result<Begun, FlowFault>> =>
  attempt(async () => {
    const config = await configured(client, deps)
    const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()]
    const url = buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: client.scopes.join(' '),
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    return { url: url.href, state, nonce, verifier }
  })

export type Expected = { readonly state: string; readonly nonce: string; readonly verifier: string }

/**
 * Whom the provider vouches for. `returned` is our callback's address with what the provider added to it. Checked: state, `iss`
 * (RFC 9207), the ID token's signature, issuer, audience, times and nonce, and that the e-mail is of the same subject.
 */
export const finishFlow = (client: Client, returned: URL, expected: Expected, deps: ProviderDeps): Promise<Result<Claims, FlowFault>> =>
  attempt(async () => {
    const config = await configured(client, deps)
    enableNonRepudiationChecks(config)
    const held = deps.cache.keys(client.issuer, deps.now())
    if (held !== null) setJwksCache(config, held)
    const granted = await authorizationCodeGrant(config, returned, {
      expectedState: expected.state,
      expectedNonce: expected.nonce,
      pkceCodeVerifier: expected.verifier,
      idTokenExpected: true,
    })
    const keys = getJwksCache(config)
    if (keys !== undefined) deps.cache.keepKeys(client.issuer, keys, deps.now())
    const idToken = granted.claims()
    if (idToken === undefined) throw new Error('no ID token')
    const found = person.parse(idToken)
    const more = found.email === undefined ? await userInfo(config, granted.access_token, idToken.sub) : {}
    return claimsOf(idToken.iss, idToken.sub, { ...found, ...more })
  })

const person = z.object({
  email: z.string().optional(),
  email_verified: z.union([z.boolean(), z.string()]).optional(),
  name: z.string().optional().catch(undefined),
})

/** Some providers tell of the person only here. */
const userInfo = async (config: Configuration, accessToken: string, subject: string): Promise<z.infer<typeof person>> =>
  config.serverMetadata().userinfo_endpoint === undefined ? {} : person.parse(await fetchUserInfo(config, accessToken, subject))

const claimsOf = (issuer: string, subject: string, found: z.infer<typeof person>): Claims => {
  const parsed = email.safeParse(found.email)
  return {
    issuer,
    subject,
    email: parsed.success ? parsed.data : null,
    // Some providers write it as text.
    email_verified: parsed.success && (found.email_verified === true || found.email_verified === 'true'),
    name: found.name ?? null,
  }
}

const configured = async (client: Client, deps: ProviderDeps): Promise<Configuration> => {
  const { metadata } = await discovered(client.issuer, deps)
  return ready(new Configuration(metadata, client.client_id, {}, authenticationOf(client, metadata)), deps)
}

/** By default a provider takes HTTP Basic (OpenID Connect Discovery §3); a form is less often spoiled by odd characters. */
const authenticationOf = ({ client_secret }: Client, metadata: ServerMetadata): ClientAuth => {
  if (client_secret === null) return None()
  const takes = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  return takes.includes('client_secret_post') ? ClientSecretPost(client_secret) : ClientSecretBasic(client_secret)
}

const ready = (config: Configuration, { fetch, insecure }: ProviderDeps): Configuration => {
  config[customFetch] = fetch
  config.timeout = timeoutS
  if (insecure) allowInsecureRequests(config)
  return config
}

const discovered = async (issuer: string, { cache, fetch, insecure, now }: ProviderDeps): Promise<{ metadata: ServerMetadata }> => {
  const held = cache.metadata(issuer, now())
  if (held !== null) return { metadata: held }
  const config = await discovery(new URL(issuer), 'discovery', undefined, None(), {
    [customFetch]: fetch,
    timeout: timeoutS,
    ...(insecure ? { execute: [allowInsecureRequests] } : {}),
  })
  // Its helpers are no data and stay behind.
  const metadata: ServerMetadata = { ...config.serverMetadata() }
  cache.keepMetadata(issuer, metadata, now())
  return { metadata }
}

/** The client throws whatever a provider does wrong; each of it is an expected failure here. */
const attempt = async <T>(talk: () => Promise<T>): Promise<Result<T, FlowFault>> => {
  try {
    return { ok: true, value: await talk() }
  } catch (cause) {
    return { ok: false, error: faultOf(cause) }
  }
}

const faultOf = (cause: unknown): FlowFault => {
  if (cause instanceof AuthorizationResponseError) return { error: refusalOf(cause.error), reason: `refused: ${cause.error}` }
  if (isUnreachable(cause)) return { error: 'temporarily_unavailable', reason: textOf(cause) }
  return { error: 'sign_in_failed', reason: textOf(cause) }
}

const refusalOf = (error: string): FlowError => {
  if (error === 'access_denied') return 'access_denied'
  return error === 'temporarily_unavailable' || error === 'server_error' ? 'temporarily_unavailable' : 'sign_in_failed'
}

const isUnreachable = (cause: unknown): boolean =>
  cause instanceof ProviderUnreachable || (cause instanceof Error && cause.cause !== undefined && isUnreachable(cause.cause))

/** What the client says, with what it says of the cause; never what was sent. */
const textOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return String(cause)
  return cause.cause instanceof Error ? `${cause.message}: ${cause.cause.message}` : cause.message
}
