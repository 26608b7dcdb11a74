/** Facts that this door itself knows, as events of the app: what rooms know, rooms tell. A denial is a fact, whoever hears of it. */
import type { Context } from 'hono'
import type { Failure } from '../../contract/errors.ts'
import { newId } from '../../contract/ids.ts'
import type { UserId } from '../../contract/ids.ts'
import type { ModeEvent } from '../../contract/manifest.ts'
import type { PolicyAction } from '../../contract/policy.ts'
import { decide, deniedFact, failureOf } from '../../domain/policy/decide.ts'
import type { Denied, PolicyContext, PolicyObject } from '../../domain/policy/facts.ts'
import type { Visitor } from '../../domain/realtime/people.ts'
import { telemetryShardOf } from '../../durable-objects/names.ts'
import { sendFacts } from '../../durable-objects/runtime/fact-sender.ts'
import { appOf } from './people.ts'
import type { RealtimeDeps, RealtimeHono } from './realtime-env.ts'

type C = Context<RealtimeHono>
/** `id`: its own, where it is known; the same again is the same fact. */
type Fact = { readonly type: ModeEvent; readonly actor: UserId; readonly data: object; readonly id?: string }

/** Throws when it is not kept. */
export const tellFact = async (c: C, { now }: Pick<RealtimeDeps, 'now'>, { type, actor, data, id = newId() }: Fact): Promise<void> => {
  const app = appOf(c)
  const fact = JSON.stringify({ id, type, actor_id: actor, occurred_at: new Date(now()).toISOString(), data })
  await sendFacts(c.env.TELEMETRY_SHARD, app, telemetryShardOf(app, actor), [fact], now())
}

type Question = { readonly action: PolicyAction; readonly object: PolicyObject; readonly context: PolicyContext }

/** Null: allowed. Else what the asker hears, and the fact of it is told. */
export const deniedAtDoor = async (
  c: C,
  deps: Pick<RealtimeDeps, 'now'>,
  { user, tier, restrictions }: Visitor,
  { action, object, context }: Question,
): Promise<Failure | null> => {
  const decision = decide({ kind: 'user', id: user, tier, restrictions }, action, object, context)
  return decision.allow ? null : tellDenial(c, deps, user, { action, decision, context })
}

/** What was decided elsewhere. */
export const tellDenial = async (
  c: C,
  deps: Pick<RealtimeDeps, 'now'>,
  actor: UserId,
  {
    action,
    decision,
    context,
  }: { readonly action: PolicyAction; readonly decision: Denied; readonly context: Pick<PolicyContext, 'mode' | 'to'> },
): Promise<Failure> => {
  await tellFact(c, deps, { type: 'policy_denied', actor, data: deniedFact(decision, action, context) })
  return failureOf(decision)
}
