/** Signing in with a provider: two navigations, and the call that a page makes with the code it got. */
import { Hono } from 'hono'
import { codeInput, flowReturn, flowStart } from '../../../contract/oauth.ts'
import { finishOauth, startOauth } from '../../../contract/operations/oauth.ts'
import { IdentityProviders } from '../../../storage/kernel/identity-providers.ts'
import { problem } from '../../shared/problem.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { exchangeCode } from '../sign-in/oauth-code.ts'
import { endFlow, startFlow } from '../sign-in/oauth-flow.ts'
import { startOf } from '../sign-in/providers.ts'
import { replyTokens } from '../sign-in/sign-in.ts'
import { bodyOf, paramsOf, queryOf } from '../../shared/http/input.ts'
import { navigate } from './navigate.ts'
import { readBody } from './read-body.ts'
import { nothingHere, reply } from '../../shared/http/reply.ts'
import { ownPagesOnly } from './session-mode.ts'

export const oauthRoutes = (deps: GatewayDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get('/v1/auth/oauth/:provider/start', async (c) => {
      const params = paramsOf(c, startOauth.params)
      if (params === null) return problem(c, nothingHere)
      const query = queryOf(c, flowStart)
      if (!query.ok) return problem(c, query.error)
      const next = await startFlow(c, deps, params.provider, query.value)
      return next.ok ? navigate(c, next.value) : problem(c, next.error)
    })
    .get('/v1/auth/oauth/:provider/callback', async (c) => {
      const params = paramsOf(c, finishOauth.params)
      if (params === null) return problem(c, nothingHere)
      const query = queryOf(c, flowReturn)
      if (!query.ok) return problem(c, query.error)
      const next = await endFlow(c, deps, params.provider, query.value.state ?? '')
      return next.ok ? navigate(c, next.value) : problem(c, next.error)
    })
    .post('/v1/auth/oauth/token', ownPagesOnly, readBody, async (c) => {
      const input = bodyOf(c, codeInput)
      if (!input.ok) return problem(c, input.error)
      const signedIn = await exchangeCode(c, deps, input.value)
      return signedIn.ok ? replyTokens(c, signedIn.value) : problem(c, signedIn.error)
    })
    .get('/v1/auth/providers', async (c) => {
      const providers = await new IdentityProviders(c.env.KERNEL_DB, c.get('caller').app.app_id).list()
      const data = providers.map(({ provider }) => ({ provider, start_url: startOf(c, provider) }))
      return reply(c, { data, next_cursor: null })
    })
