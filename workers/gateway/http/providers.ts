/** The providers of an app, for its operators; and those of operators, for whoever runs the platform. */
import { Hono } from 'hono'
import type { Context } from 'hono'
import { providerInput } from '../../../contract/oauth.ts'
import { putProvider as operation } from '../../../contract/operations/oauth.ts'
import type { Provider } from '../../../contract/oauth.ts'
import type { Result } from '../../../contract/errors.ts'
import { problem } from '../../shared/problem.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { configureProvider, listProviders, ofConsole, ofOperator, removeProvider } from '../sign-in/providers.ts'
import type { Keeper } from '../sign-in/providers.ts'
import { idempotent } from './idempotent.ts'
import { bodyOf, paramsOf } from '../../shared/http/input.ts'
import { readBody } from './read-body.ts'
import { nothingHere, reply } from '../../shared/http/reply.ts'

const ofApp = '/v1/apps/:app_id/providers'
const ofOperators = '/v1/ops/providers'

export const providersRoutes = (deps: GatewayDeps): Hono<ApiEnv> => {
  const put = putFor(deps)
  const remove = removeFor(deps)
  return new Hono<ApiEnv>()
    .get(ofApp, async (c) => reply(c, await listProviders(c, ofOperator(c))))
    .put(`${ofApp}/:provider`, readBody, idempotent(deps), (c) => put(c, ofOperator(c)))
    .delete(`${ofApp}/:provider`, readBody, idempotent(deps), (c) => remove(c, ofOperator(c)))
    .get(ofOperators, async (c) => reply(c, await listProviders(c, await ofConsole(c, deps))))
    .put(`${ofOperators}/:provider`, readBody, async (c) => put(c, await ofConsole(c, deps)))
    .delete(`${ofOperators}/:provider`, async (c) => remove(c, await ofConsole(c, deps)))
}

const named = operation.params.pick({ provider: true })

const putFor =
  (deps: GatewayDeps) =>
  async (c: Context<ApiEnv>, keeper: Keeper): Promise<Response> => {
    const params = paramsOf(c, named)
    if (params === null) return problem(c, nothingHere)
    const input = bodyOf(c, providerInput)
    if (!input.ok) return problem(c, input.error)
    return answer(c, await configureProvider(c, deps, keeper, params.provider, input.value))
  }

const removeFor =
  (deps: GatewayDeps) =>
  async (c: Context<ApiEnv>, keeper: Keeper): Promise<Response> => {
    const params = paramsOf(c, named)
    return params === null ? problem(c, nothingHere) : answer(c, await removeProvider(c, deps, keeper, params.provider))
  }

const answer = (c: Context<ApiEnv>, done: Result<Provider>): Response => (done.ok ? reply(c, done.value) : problem(c, done.error))
