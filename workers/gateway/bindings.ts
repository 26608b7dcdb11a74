/** What the gateway needs of its environment, and what its requests carry. */
import type { TelemetryShardRpc } from '../../contract/telemetry.ts'
import type { EventPool } from '../../storage/events/pool.ts'
import type { EdgeVariables } from '../shared/request-context.ts'

export type GatewayBindings = EventPool & {
  readonly KERNEL_DB: D1Database
  readonly EVENTS_QUEUE: Pick<Queue, 'send'>
  readonly TELEMETRY_SHARD: TelemetryObjects
  readonly INGEST: Pick<Fetcher, 'fetch'>
  readonly OPS_TOKEN: string
  /** The web shell; a deployment of the API alone has none. */
  readonly ASSETS?: Pick<Fetcher, 'fetch'>
}

/** The telemetry objects, as far as the gateway asks them. */
export type TelemetryObjects = { getByName(name: string): Pick<TelemetryShardRpc, 'pendingSince' | 'labelActor'> }

export type ApiEnv = {
  Bindings: GatewayBindings
  Variables: EdgeVariables & {
    /** The body of a write as text, read once by `readBody`; empty when there was none. */
    bodyText: string
  }
}
