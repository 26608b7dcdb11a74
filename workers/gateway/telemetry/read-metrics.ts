/** The snapshot with a true `as_of`: what is on its way is asked first, then what is stored is read. */
import type { AppSettings } from '../../../contract/keys.ts'
import type { MetricsSnapshot } from '../../../contract/metrics.ts'
import type { GatewayBindings } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'

/** When the objects can not say, only what the rollup last wrote is vouched for. */
export const readMetrics = async (deps: GatewayDeps, env: GatewayBindings, app: AppSettings): Promise<MetricsSnapshot> => {
  const completeUntil = await deps.freshness.completeUntil(app, env.TELEMETRY_SHARD, deps.now)
  const { metrics, refreshed_at } = await deps.reader(env, app).snapshot(deps.now())
  return { ...metrics, as_of: new Date(completeUntil ?? refreshed_at).toISOString() }
}
