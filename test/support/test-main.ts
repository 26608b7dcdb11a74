/** The test pool's main Worker: the doors composed as in production, the gateway's service bindings included. */
import gateway from '../../workers/gateway/index.ts'
import ingest from '../../workers/ingest/index.ts'
import realtime from '../../workers/realtime/index.ts'
import rollup from '../../workers/rollup/index.ts'
import sync from '../../workers/sync/index.ts'

export { Channel } from '../../durable-objects/channel/channel.ts'
export { Lobby } from '../../durable-objects/lobby/lobby.ts'
export { MatchQueue } from '../../durable-objects/match-queue/match-queue.ts'
export { Person } from '../../durable-objects/person/person.ts'
export { Room } from '../../durable-objects/room/room.ts'
export { RoomRegister } from '../../durable-objects/room-register/room-register.ts'
export { AttemptLimiter } from '../../durable-objects/attempt-limiter/attempt-limiter.ts'
export { TelemetryShard } from '../../durable-objects/telemetry-shard/telemetry-shard.ts'

type Handler = ExportedHandler<Cloudflare.Env>
const doors: { gateway: Handler; ingest: Handler; sync: Handler; realtime: Handler; rollup: Handler } = {
  gateway,
  ingest,
  sync,
  realtime,
  rollup,
}

export default {
  fetch(request, env, ctx) {
    const door = doors.gateway.fetch
    if (!door) return new Response('no gateway', { status: 500 })
    const services = { INGEST: bound('ingest', env, ctx), SYNC: bound('sync', env, ctx), REALTIME: bound('realtime', env, ctx) }
    return door(request, { ...env, ...services } as Cloudflare.Env, ctx)
  },
  queue: (batch, env, ctx) => doors.rollup.queue?.(batch, env, ctx),
  scheduled: (controller, env, ctx) => doors.rollup.scheduled?.(controller, env, ctx),
} satisfies Handler

/** Stands in for the service binding of the gateway to another door. */
const bound = (name: 'ingest' | 'sync' | 'realtime', env: Cloudflare.Env, ctx: ExecutionContext) => ({
  fetch: async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input, init) as Parameters<NonNullable<Handler['fetch']>>[0]
    const answer = await doors[name].fetch?.(request, env, ctx)
    return answer ?? new Response(`no ${name}`, { status: 500 })
  },
})
