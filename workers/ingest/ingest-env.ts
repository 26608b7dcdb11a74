/** What the ingest Worker is bound to and carries along a request. */
import type { EdgeVariables } from '../shared/request-context.ts'

export type IngestBindings = Pick<Cloudflare.Env, 'KERNEL_DB' | 'TELEMETRY_SHARD' | 'EVENTS_QUEUE'>
export type IngestHono = { Bindings: IngestBindings; Variables: EdgeVariables }
