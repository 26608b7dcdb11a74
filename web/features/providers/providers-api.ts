/** The identity providers of an app. A secret goes there and never comes back. */
import type { AppId } from '../../../contract/ids.ts'
import type { Provider, ProviderInput } from '../../../contract/oauth.ts'
import { call } from '../session/call.ts'
import type { Answer } from '../session/http.ts'
import type { Json, Page } from '../session/reading.ts'
import { flagAt, pageReader, reader, textAt, textsAt, timeAt } from '../session/reading.ts'

const providerOf = (json: Json): Provider => ({
  provider: textAt(json, 'provider'),
  issuer: textAt(json, 'issuer'),
  client_id: textAt(json, 'client_id'),
  has_secret: flagAt(json, 'has_secret'),
  scopes: [...textsAt(json, 'scopes')],
  redirect_uri: textAt(json, 'redirect_uri'),
  created_at: timeAt(json, 'created_at'),
  updated_at: timeAt(json, 'updated_at'),
})

const readProvider = reader(providerOf)
const readProviders = pageReader(providerOf)

const pathOf = (app: AppId, name?: string): string => `/v1/apps/${app}/providers${name === undefined ? '' : `/${encodeURIComponent(name)}`}`

/** There are at most ten: one page. */
export const listProviders = (app: AppId, signal: AbortSignal): Promise<Answer<Page<Provider>>> =>
  call({ path: pathOf(app), read: readProviders, signal })

/** The platform reads the issuer's discovery document before it answers. */
const discoveryMs = 30_000

export const putProvider = (app: AppId, name: string, input: ProviderInput, attempt: string): Promise<Answer<Provider>> =>
  call({ method: 'PUT', path: pathOf(app, name), json: input, read: readProvider, attempt, patienceMs: discoveryMs })

export const removeProvider = (app: AppId, name: string): Promise<Answer<Provider>> =>
  call({ method: 'DELETE', path: pathOf(app, name), read: readProvider })

/** Where the provider sends browsers back to, before it is kept; afterwards the platform says it. */
export const redirectFor = (name: string): string => `${window.location.origin}/v1/auth/oauth/${name}/callback`
