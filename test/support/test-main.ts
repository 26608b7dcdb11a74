/** The test pool's main Worker: the three doors composed as in production, the gateway's service binding included. */
import gateway from '../../workers/gateway/index.ts'
import ingest from '../../workers/ingest/index.ts'
import rollup from '../../workers/rollup/index.ts'

export { AttemptLimiter } from '../../durable-objects/attempt-limiter/attempt-limiter.ts'
export { TelemetryShard } from '../../durable-objects/telemetry-shard/telemetry-shard.ts'

type Handler = ExportedHandler<Cloudflare.Env>
const doors: { gateway: Handler; ingest: Handler; rollup: Handler } = { gateway, ingest, rollup }

export default {
  fetch(request, env, ctx) {
    const door = doors.gateway.fetch
    if (!door) return new Response('no gateway', { status: 500 })
    return door(request, withIngest(env, ctx), ctx)
  },
  queue: (batch, env, ctx) => doors.rollup.queue?.(batch, env, ctx),
  scheduled: (controller, env, ctx) => doors.rollup.scheduled?.(controller, env, ctx),
} satisfies Handler

/** Stands in for the service binding gateway → ingest. */
const withIngest = (env: Cloudflare.Env, ctx: ExecutionContext): Cloudflare.Env => ({
  ...env,
  INGEST: {
    fetch: async (input: RequestInfo | URL, init?: RequestInit) => {
      const request = new Request(input, init) as Parameters<NonNullable<Handler['fetch']>>[0]
      const answer = await doors.ingest.fetch?.(request, env, ctx)
      return answer ?? new Response('no ingest', { status: 500 })
    },
  } as Cloudflare.Env['INGEST'],
})
