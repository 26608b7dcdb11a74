/** What operators decide about an actor. */
import { Hono } from 'hono'
import { actorLabelInput, labelActor } from '../../../contract/operations/metrics.ts'
import { problem } from '../../shared/problem.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { setLabel } from '../telemetry/set-label.ts'
import { idempotent } from './idempotent.ts'
import { bodyOf, paramsOf } from '../../shared/http/input.ts'
import { readBody } from './read-body.ts'
import { nothingHere, reply } from '../../shared/http/reply.ts'

export const actorsRoutes = (deps: GatewayDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>().put('/actors/:actor_id/label', readBody, idempotent(deps), async (c) => {
    const params = paramsOf(c, labelActor.params)
    if (params === null) return problem(c, nothingHere)
    const input = bodyOf(c, actorLabelInput)
    if (!input.ok) return problem(c, input.error)
    const label = { actor_id: params.actor_id, bot: input.value.bot }
    await setLabel(deps, c.env, c.get('caller').app, label)
    return reply(c, label)
  })
