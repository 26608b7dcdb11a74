/** What an app defined over its own events, with a true `as_of`, as `read-metrics.ts` does for the numbers that every app has. */
import type { AppSettings } from '../../../contract/keys.ts'
import type { MeasuresAnswer } from '../../../contract/measures.ts'
import { measuresOf } from '../../../storage/kernel/apps.ts'
import type { GatewayBindings } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'

export const readAppMeasures = async (deps: GatewayDeps, env: GatewayBindings, app: AppSettings): Promise<MeasuresAnswer> => {
  const [completeUntil, definitions] = await Promise.all([
    deps.freshness.completeUntil(app, env.TELEMETRY_SHARD, deps.now),
    measuresOf(env.KERNEL_DB, app.app_id),
  ])
  const reader = deps.reader(env, app)
  const now = deps.now()
  const [data, { refreshed_at }] = await Promise.all([reader.measures(definitions, now), reader.snapshot(now)])
  return { as_of: new Date(completeUntil ?? refreshed_at).toISOString(), data: [...data], next_cursor: null }
}
