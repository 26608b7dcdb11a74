/** The providers of an app: what operators configure, and how each is talked to. Secrets are sealed for their app, name and issuer. */
import type { Context } from 'hono'
import { newAuditNote } from '../../../contract/audit.ts'
import type { AuditActor, AuditNote } from '../../../contract/audit.ts'
import type { Failure, Result } from '../../../contract/errors.ts'
import type { AppId } from '../../../contract/ids.ts'
import type { Provider, ProviderInput } from '../../../contract/oauth.ts'
import { issuerFault } from '../../../domain/oauth/provider-address.ts'
import type { AddressRules } from '../../../domain/oauth/provider-address.ts'
import { ProviderCache } from '../../../domain/oauth/provider-cache.ts'
import type { Client, ProviderDeps } from '../../../domain/oauth/provider-client.ts'
import { providerFetch } from '../../../domain/oauth/provider-fetch.ts'
import { IdentityProviders, maxProviders } from '../../../storage/kernel/identity-providers.ts'
import type { StoredProvider } from '../../../storage/kernel/identity-providers.ts'
import type { ApiEnv, GatewayBindings } from '../bindings.ts'
import { actorOf, operatorOf } from '../../shared/access/caller.ts'
import type { GatewayDeps } from '../deps.ts'
import { loadOnce } from '../load-once.ts'
import { nothingHere } from '../../shared/http/reply.ts'
import { isDevelopment, issuerOf, masterSecret } from '../../shared/settings.ts'

const purpose = 'identity-provider'
const tooMany: Failure = { code: 'too_many', detail: `An app has at most ${maxProviders} providers; remove one first.` }

const badIssuer = (message: string): Failure => ({
  code: 'validation_failed',
  detail: 'The issuer can not be used.',
  errors: [{ path: 'issuer', code: 'unusable', message }],
})

const cache = new ProviderCache()

/** How providers are asked from here. Their public documents are held for minutes by the isolate. */
export const providerDeps = (c: Context<ApiEnv>, { now }: GatewayDeps): ProviderDeps => ({
  fetch: providerFetch(addressRules(c), (url, init) => fetch(url, init)),
  cache,
  now,
  insecure: isDevelopment(c.env),
})

const addressRules = (c: Context<ApiEnv>): AddressRules => ({
  development: isDevelopment(c.env),
  ownHost: new URL(issuerOf(c.env, c.req.url)).host,
})

export const providerTalk = loadOnce(() => import('../../../domain/oauth/provider-client.ts'))

/** Where the provider sends browsers back to. */
export const callbackOf = (c: Context<ApiEnv>, provider: string): string =>
  `${issuerOf(c.env, c.req.url)}/v1/auth/oauth/${provider}/callback`

export const startOf = (c: Context<ApiEnv>, provider: string): string => `${issuerOf(c.env, c.req.url)}/v1/auth/oauth/${provider}/start`

const shownProvider = (c: Context<ApiEnv>, { client_secret_sealed, ...rest }: StoredProvider): Provider => ({
  ...rest,
  has_secret: client_secret_sealed !== null,
  redirect_uri: callbackOf(c, rest.provider),
})

const sealedFor = (app: AppId, provider: string, issuer: string): string => `${app} ${provider} ${issuer}`

/** A provider as it is talked to. Throws when its secret was sealed with another IDENTITY_SECRET. */
export const clientOf = (env: GatewayBindings, app: AppId, stored: StoredProvider): Client => {
  const { issuer, client_id, client_secret_sealed, scopes } = stored
  if (client_secret_sealed === null) return { issuer, client_id, scopes, client_secret: null }
  const client_secret = masterSecret(env).open(purpose, sealedFor(app, stored.provider, issuer), client_secret_sealed)
  if (client_secret === null) throw new Error('the secret of a provider was sealed with another IDENTITY_SECRET')
  return { issuer, client_id, scopes, client_secret }
}

/** Whose providers are meant, and who says so. */
export type Keeper = { readonly app_id: AppId; readonly actor: AuditActor }

export const ofOperator = (c: Context<ApiEnv>): Keeper => {
  const operator = operatorOf(c)
  return { app_id: operator.app.app_id, actor: actorOf(operator) }
}

/** Whoever runs the platform, for the app of operators. */
export const ofConsole = async (c: Context<ApiEnv>, { authority }: GatewayDeps): Promise<Keeper> => ({
  app_id: (await authority.console(c.env)).app_id,
  actor: { kind: 'system', id: null },
})

export const listProviders = async (c: Context<ApiEnv>, { app_id }: Keeper): Promise<{ data: Provider[]; next_cursor: null }> => {
  const stored = await new IdentityProviders(c.env.KERNEL_DB, app_id).list()
  return { data: stored.map((each) => shownProvider(c, each)), next_cursor: null }
}

type Act = Pick<AuditNote, 'action' | 'data'>

const noteBy = (c: Context<ApiEnv>, { actor }: Keeper, now: number, provider: string, act: Act): AuditNote =>
  newAuditNote({ at: now, actor, object: { kind: 'provider', id: provider }, request_id: c.get('requestId'), ...act })

export const configureProvider = async (
  c: Context<ApiEnv>,
  deps: GatewayDeps,
  keeper: Keeper,
  provider: string,
  input: ProviderInput,
): Promise<Result<Provider>> => {
  const { app_id } = keeper
  const issuer = await usableIssuer(c, deps, input.issuer)
  if (!issuer.ok) return issuer
  const providers = new IdentityProviders(c.env.KERNEL_DB, app_id)
  const wanted = { ...input, issuer: issuer.value }
  const client_secret_sealed = sealedSecret(c, app_id, wanted, provider, await providers.find(provider))
  const now = deps.now()
  const data = { issuer: issuer.value, client_id: input.client_id, scopes: input.scopes, has_secret: client_secret_sealed !== null }
  const note = noteBy(c, keeper, now, provider, { action: 'provider.configured', data })
  const put = await providers.put(
    { provider, issuer: issuer.value, client_id: input.client_id, client_secret_sealed, scopes: input.scopes },
    { now, note },
  )
  return put === null ? { ok: false, error: tooMany } : { ok: true, value: shownProvider(c, put) }
}

/** As the provider spells it. */
const usableIssuer = async (c: Context<ApiEnv>, deps: GatewayDeps, issuer: string): Promise<Result<string>> => {
  const fault = issuerFault(issuer, addressRules(c))
  if (fault !== null) return { ok: false, error: badIssuer(fault) }
  const { discoverIssuer } = await providerTalk()
  const found = await discoverIssuer(issuer, providerDeps(c, deps))
  return found.ok ? found : { ok: false, error: badIssuer('has no discovery document of OpenID Connect that can be read') }
}

/** A secret that is left out stays where it is, but never goes to another issuer or client. */
const sealedSecret = (
  c: Context<ApiEnv>,
  app: AppId,
  { issuer, client_id, client_secret }: ProviderInput,
  provider: string,
  before: StoredProvider | null,
): string | null => {
  if (client_secret === null) return null
  if (client_secret !== undefined) return masterSecret(c.env).seal(purpose, sealedFor(app, provider, issuer), client_secret)
  return before?.issuer === issuer && before.client_id === client_id ? before.client_secret_sealed : null
}

export const removeProvider = async (
  c: Context<ApiEnv>,
  deps: GatewayDeps,
  keeper: Keeper,
  provider: string,
): Promise<Result<Provider>> => {
  const note = noteBy(c, keeper, deps.now(), provider, { action: 'provider.removed', data: {} })
  const removed = await new IdentityProviders(c.env.KERNEL_DB, keeper.app_id).remove(provider, { note })
  return removed === null ? { ok: false, error: nothingHere } : { ok: true, value: shownProvider(c, removed) }
}
