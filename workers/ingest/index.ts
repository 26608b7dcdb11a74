/** The ingest Worker: the write door of telemetry, and the home of the objects behind it. */
import { createIngest } from './app.ts'
import type { IngestBindings } from './ingest-env.ts'

export { TelemetryShard } from '../../durable-objects/telemetry-shard/telemetry-shard.ts'

const app = createIngest()

export default { fetch: (request, env, ctx) => app.fetch(request, env, ctx) } satisfies ExportedHandler<IngestBindings>
