/** The gateway Worker: composes the API and the web shell. Everything public enters here. */
import { KeyDirectory } from '../../domain/credentials/key-directory.ts'
import { d1EventReader } from '../../storage/events/d1-event-reader.ts'
import { createApi, isApiPath } from './api.ts'
import type { GatewayBindings } from './bindings.ts'
import { Freshness } from './freshness.ts'
import { isForwarded, toIngest } from './ingest-door.ts'
import { Readiness } from './readiness.ts'
import { createShell } from './shell.ts'

const api = createApi({
  directory: new KeyDirectory(),
  reader: d1EventReader,
  freshness: new Freshness(),
  readiness: new Readiness(Date.now),
  now: Date.now,
})
const shell = createShell()

export default {
  fetch: (request, env, ctx) => {
    const { pathname } = new URL(request.url)
    if (isForwarded(request.method, pathname)) return toIngest(request, env)
    return (isApiPath(pathname) ? api : shell).fetch(request, env, ctx)
  },
} satisfies ExportedHandler<GatewayBindings>
