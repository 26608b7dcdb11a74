/** Whether somebody may be seen in a mode, or see who is: asked of the policy engine, and a denial is a fact. */
import type { Context } from 'hono'
import type { Failure } from '../../contract/errors.ts'
import { newId } from '../../contract/ids.ts'
import type { ModeManifest } from '../../contract/manifest.ts'
import { decide, deniedFact, failureOf } from '../../domain/policy/decide.ts'
import type { PolicyContext } from '../../domain/policy/facts.ts'
import type { Visitor } from '../../domain/realtime/people.ts'
import { telemetryShardOf } from '../../durable-objects/names.ts'
import { sendFacts } from '../../durable-objects/runtime/fact-sender.ts'
import { appOf, policiesOf } from './people.ts'
import type { RealtimeDeps, RealtimeHono } from './realtime-env.ts'

export const presenceDenied = async (
  c: Context<RealtimeHono>,
  deps: RealtimeDeps,
  { user, tier, restrictions }: Visitor,
  mode: ModeManifest,
  action: 'presence.set' | 'presence.read',
): Promise<Failure | null> => {
  const context: PolicyContext = { now: deps.now(), mode, to: null, app: await policiesOf(c, deps), message: null }
  const decision = decide({ kind: 'user', id: user, tier, restrictions }, action, { session: null, person: null, consent: null }, context)
  if (decision.allow) return null
  const fact = JSON.stringify({ id: newId(), type: 'policy_denied', actor_id: user, data: deniedFact(decision, action, context) })
  const app = appOf(c)
  await sendFacts(c.env.TELEMETRY_SHARD, app, telemetryShardOf(app, user), [fact], deps.now())
  return failureOf(decision)
}
