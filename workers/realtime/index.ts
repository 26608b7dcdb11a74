/** The realtime Worker: the door of sessions, rooms, chat, presence and consents, and the home of the objects behind it. */
import { env as deployed } from 'cloudflare:workers'
import { deployedModes } from '../shared/deployed-modes.ts'
import { createRealtime } from './app.ts'
import { realtimeDeps } from './deps.ts'
import type { RealtimeBindings } from './realtime-env.ts'

export { Lobby } from '../../durable-objects/lobby/lobby.ts'
export { MatchQueue } from '../../durable-objects/match-queue/match-queue.ts'
export { Person } from '../../durable-objects/person/person.ts'
export { Room } from '../../durable-objects/room/room.ts'
export { RoomRegister } from '../../durable-objects/room-register/room-register.ts'

/** The clock is looked up at each call: one that is set takes effect. With modes that are faulty nothing starts. */
const app = createRealtime(realtimeDeps(() => Date.now(), deployedModes(deployed)))

export default { fetch: (request, env, ctx) => app.fetch(request, env, ctx) } satisfies ExportedHandler<RealtimeBindings>
