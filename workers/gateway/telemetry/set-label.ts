/** A bot label in both places that hold one: the store (what was) and the actor's telemetry object (what is now). */
import type { AppSettings } from '../../../contract/keys.ts'
import { telemetryShardName, telemetryShardOf } from '../../../durable-objects/names.ts'
import type { GatewayBindings } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'

type Label = { readonly actor_id: string; readonly bot: boolean | null }

/** The object first: from then on nothing comes with the old label, and the store corrects what came before. Both steps can be repeated. */
export const setLabel = async (deps: GatewayDeps, env: GatewayBindings, app: AppSettings, { actor_id, bot }: Label): Promise<void> => {
  const object = telemetryShardName(app, telemetryShardOf(app, actor_id))
  await env.TELEMETRY_SHARD.getByName(object).labelActor(actor_id, bot)
  await deps.reader(env, app).labelActor(actor_id, bot, deps.now())
}
