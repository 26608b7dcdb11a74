/** What one telemetry object may take for its app: the app's limits in equal shares, because the app's actors are spread evenly. */
import type { AppSettings } from '../../contract/keys.ts'
import { limitOf } from '../../contract/limits.ts'
import type { Allowance } from '../../contract/telemetry.ts'

/** `share`: which part of one request goes to the object. */
export const telemetryAllowance = (app: Pick<AppSettings, 'limits' | 'telemetry_shards'>, share: number): Allowance => ({
  requests_per_s: limitOf(app.limits, 'telemetry_requests_per_s') / app.telemetry_shards,
  events_per_s: limitOf(app.limits, 'telemetry_events_per_s') / app.telemetry_shards,
  share,
})
