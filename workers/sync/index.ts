/** The sync Worker: the channel's door for its LAB and for everyone who watches, and the home of the objects behind it. */
import { syncFetch } from './app.ts'
import { syncDeps } from './deps.ts'
import type { SyncBindings } from './sync-env.ts'

export { Channel } from '../../durable-objects/channel/channel.ts'

/** Looked up at each call: a clock that is set takes effect. */
const answer = syncFetch(syncDeps(() => Date.now()))

export default { fetch: (request, env, ctx) => answer(request, env, ctx) } satisfies ExportedHandler<SyncBindings>
