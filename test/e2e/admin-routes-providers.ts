/** The identity providers of an app of the stand-in platform: kept as they are sent, their secrets only as whether there is one. */
import type { Provider } from '../../contract/oauth.ts'
import { provider, providerInput } from '../../contract/oauth.ts'
import { pageOf } from '../../contract/operation.ts'
import type { Route } from './admin-routes.ts'
import type { Asked } from './admin-server.ts'

const at = '2026-11-21T12:00:00.000Z'

const kept = (asked: Asked, name: string, before: Provider | undefined): Provider => {
  const { issuer, client_id, client_secret, scopes } = providerInput.parse(asked.body)
  const has_secret = client_secret === undefined ? before?.has_secret === true : client_secret !== null
  const redirect_uri = `http://${asked.headers.host}/v1/auth/oauth/${name}/callback`
  return { provider: name, issuer, client_id, has_secret, scopes, redirect_uri, created_at: before?.created_at ?? at, updated_at: at }
}

export const providerRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/v1\/apps\/[^/]+\/providers$/,
    reply: ({ appProviders }) => ({ schema: pageOf(provider), body: { data: appProviders, next_cursor: null } }),
  },
  {
    method: 'PUT',
    path: /^\/v1\/apps\/[^/]+\/providers\/([^/]+)$/,
    reply: (world, asked, [name = '']) => {
      const others = world.appProviders.filter((each) => each.provider !== name)
      const now = kept(
        asked,
        name,
        world.appProviders.find((each) => each.provider === name),
      )
      world.appProviders = [...others, now]
      return { schema: provider, body: now }
    },
  },
  {
    method: 'DELETE',
    path: /^\/v1\/apps\/[^/]+\/providers\/([^/]+)$/,
    reply: (world, _, [name]) => {
      const removed = world.appProviders.find((each) => each.provider === name)
      world.appProviders = world.appProviders.filter((each) => each.provider !== name)
      return removed === undefined ? 'not_found' : { schema: provider, body: removed }
    },
  },
]
