/** The realtime Worker: the door of sessions, rooms, chat, presence and consents, and the home of the objects behind it. */
import { createRealtime } from './app.ts'
import { realtimeDeps } from './deps.ts'
import type { RealtimeBindings } from './realtime-env.ts'

export { Lobby } from '../../durable-objects/lobby/lobby.ts'
export { Person } from '../../durable-objects/person/person.ts'
export { Room } from '../../durable-objects/room/room.ts'

/** Looked up at each call: a clock that is set takes effect. */
const app = createRealtime(realtimeDeps(() => Date.now()))

export default { fetch: (request, env, ctx) => app.fetch(request, env, ctx) } satisfies ExportedHandler<RealtimeBindings>
