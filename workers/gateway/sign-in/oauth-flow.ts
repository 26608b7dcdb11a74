/**
 * A sign-in with a provider, from the button to the code that the page gets: sends the browser away, takes it back, and finds whose
 * account it is. The protocol is `domain/oauth/provider-client.ts`'s; what ends with a code goes on in `oauth-code.ts`.
 */
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Failure, Result } from '../../../contract/errors.ts'
import type { AppId } from '../../../contract/ids.ts'
import type { AppSettings } from '../../../contract/keys.ts'
import type { FlowError, FlowStart } from '../../../contract/oauth.ts'
import { flowCookieName, flowMs, openFlow, sealFlow } from '../../../domain/oauth/flow.ts'
import type { Flow } from '../../../domain/oauth/flow.ts'
import type { Client, FlowFault } from '../../../domain/oauth/provider-client.ts'
import { redirectTarget, withAnswer } from '../../../domain/oauth/redirect-target.ts'
import { IdentityProviders } from '../../../storage/kernel/identity-providers.ts'
import { useOnce } from '../../../storage/kernel/sign-in-steps.ts'
import { identify, lacksScope } from '../../shared/key-caller.ts'
import { logError, requestMark } from '../../shared/log.ts'
import type { ApiEnv } from '../bindings.ts'
import { noteDeniedSignIn } from './denied-sign-in.ts'
import type { GatewayDeps } from '../deps.ts'
import { nothingHere } from '../../shared/http/reply.ts'
import { accountFor } from './oauth-accounts.ts'
import { issueCode } from './oauth-code.ts'
import { callbackOf, clientOf, providerDeps, providerTalk } from './providers.ts'
import { flowCookie } from './flow-cookie.ts'
import { issuerOf, masterSecret } from '../../shared/settings.ts'

const elsewhere: Failure = {
  code: 'origin_forbidden',
  detail: 'redirect_to is neither on an origin of the app nor a path of the platform.',
}
const notBegun: Failure = { code: 'sign_in_failed', detail: 'This sign-in was not begun in this browser, or is over; begin again.' }

/** Where the browser goes next: to the provider, or back to the page when the provider can not be asked. */
export const startFlow = async (c: Context<ApiEnv>, deps: GatewayDeps, provider: string, wish: FlowStart): Promise<Result<string>> => {
  const app = await appOf(c, deps, wish.key)
  if (!app.ok) return app
  const target = redirectTarget(wish.redirect_to, { own: new URL(issuerOf(c.env, c.req.url)).origin, origins: app.value.origins })
  if (target === null) return { ok: false, error: elsewhere }
  const client = await clientFor(c, app.value.app_id, provider)
  if (client === null) return { ok: false, error: nothingHere }
  const { beginFlow } = await providerTalk()
  const begun = await beginFlow(client, callbackOf(c, provider), providerDeps(c, deps))
  if (!begun.ok) return { ok: true, value: failed(c, provider, target.href, begun.error) }
  const { url, state, nonce, verifier } = begun.value
  remember(c, state, {
    app_id: app.value.app_id,
    provider,
    issuer: client.issuer,
    nonce,
    verifier,
    redirect_to: target.href,
    ...(wish.code_challenge === undefined ? {} : { code_challenge: wish.code_challenge }),
    expires_at: deps.now() + flowMs,
  })
  return { ok: true, value: url }
}

/** A navigation carries no headers of ours, so the public half of the key comes in the query. */
const appOf = async (c: Context<ApiEnv>, deps: GatewayDeps, key: string | undefined): Promise<Result<AppSettings>> => {
  if (key === undefined) return { ok: true, value: await deps.authority.console(c.env) }
  const caller = await identify({ publicKey: key, secret: null }, deps.directory, c.env.KERNEL_DB, { request_id: c.get('requestId') })
  if (!caller.ok) return caller
  const lacking = lacksScope(caller.value, 'identity')
  return lacking === null ? { ok: true, value: caller.value.app } : { ok: false, error: lacking }
}

const clientFor = async (c: Context<ApiEnv>, app: AppId, provider: string): Promise<Client | null> => {
  const stored = await new IdentityProviders(c.env.KERNEL_DB, app).find(provider)
  return stored === null ? null : clientOf(c.env, app, stored)
}

const remember = (c: Context<ApiEnv>, state: string, under: Flow): void => {
  const cookie = flowCookie(c, flowCookieName(state))
  setCookie(c, cookie.name, sealFlow(masterSecret(c.env), state, under), { ...cookie.attributes, maxAge: flowMs / 1_000 })
}

/** What of this browser's flows the provider answers; null for none, and it is over from now on. */
const takeFlow = async (c: Context<ApiEnv>, deps: GatewayDeps, provider: string, state: string): Promise<Flow | null> => {
  const { name, attributes } = flowCookie(c, flowCookieName(state))
  const sealed = getCookie(c, name)
  if (sealed === undefined) return null
  deleteCookie(c, name, attributes)
  const now = deps.now()
  const flow = openFlow(masterSecret(c.env), { state, provider, sealed }, now)
  if (flow === null) return null
  const once = { purpose: 'oauth_state', secret: state, app: flow.app_id, expiresAt: flow.expires_at } as const
  return (await useOnce(c.env.KERNEL_DB, once, now)) ? flow : null
}

/** Where the browser goes when it comes back: to its page, with a code or an error. Without a flow of this browser it goes nowhere. */
export const endFlow = async (c: Context<ApiEnv>, deps: GatewayDeps, provider: string, state: string): Promise<Result<string>> => {
  const flow = await takeFlow(c, deps, provider, state)
  const app = flow && (await deps.authority.app(flow.app_id, c.env))
  if (flow === null || app === null) return { ok: false, error: notBegun }
  const client = await clientFor(c, flow.app_id, provider)
  if (client?.issuer !== flow.issuer) return { ok: true, value: withAnswer(flow.redirect_to, { error: 'sign_in_failed' }) }
  const { finishFlow } = await providerTalk()
  const returned = new URL(`${callbackOf(c, provider)}${new URL(c.req.url).search}`)
  const claims = await finishFlow(client, returned, { state, nonce: flow.nonce, verifier: flow.verifier }, providerDeps(c, deps))
  if (!claims.ok) return { ok: true, value: failed(c, provider, flow.redirect_to, claims.error) }
  const user = await accountFor(c, deps, { app, provider, claims: claims.value })
  if (!user.ok) noteDeniedSignIn(c, deps, app.app_id, { user: null, reason: user.error, data: { method: 'oauth', provider } })
  const answer = user.ok ? { code: await issueCode(c, deps, flow, user.value) } : { error: user.error }
  return { ok: true, value: withAnswer(flow.redirect_to, answer) }
}

/** The page hears a word; why is in the log. */
const failed = (c: Context<ApiEnv>, provider: string, target: string, { error, reason }: FlowFault): string => {
  if (error !== 'access_denied') {
    logError({ event: 'provider_failed', ...requestMark(c.get('requestId'), c.get('trace')), provider, error: reason })
  }
  return withAnswer(target, { error: error satisfies FlowError })
}
