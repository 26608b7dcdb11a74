/** The gateway Worker: composes the API and the web shell. Everything public enters here. */
import { DenialGate } from '../../domain/audit/denials.ts'
import { KeyDirectory } from '../../domain/credentials/key-directory.ts'
import { HashLine } from '../../domain/identity/hash-line.ts'
import { Passwords } from '../../domain/identity/passwords.ts'
import { RateLimiter } from '../../domain/limits/rate-limiter.ts'
import { d1EventReader } from '../../storage/events/d1-event-reader.ts'
import { createApi, isApiPath } from './api.ts'
import { Authority } from '../shared/access/authority.ts'
import type { GatewayBindings } from './bindings.ts'
import { goesToSync, toSync } from './channels/sync-door.ts'
import { Freshness } from './telemetry/freshness.ts'
import { isForwarded, toIngest } from './telemetry/ingest-door.ts'
import { goesToRealtime, toRealtime } from './realtime-door.ts'
import { Readiness } from './readiness.ts'
import { Refusal } from './access/refusal.ts'
import { runScheduled } from './scheduled.ts'
import { Signers } from './sign-in/signers.ts'
import { createShell } from './shell.ts'

export { AttemptLimiter } from '../../durable-objects/attempt-limiter/attempt-limiter.ts'

/** Looked up at each call: a clock that is set takes effect. */
const now = (): number => Date.now()

const refusal = new Refusal(now)
const api = createApi({
  directory: new KeyDirectory(),
  reader: d1EventReader,
  freshness: new Freshness(),
  readiness: new Readiness(now, refusal),
  authority: new Authority(now),
  signers: new Signers(now),
  limiter: new RateLimiter(20_000),
  denials: new DenialGate(),
  passwords: new Passwords(new HashLine({ now, pause: (ms) => scheduler.wait(ms) })),
  now,
})
const shell = createShell()

export default {
  fetch: async (request, env, ctx) => {
    const { pathname } = new URL(request.url)
    const refused = pathname === '/readyz' ? null : await refusal.answer(env)
    if (refused !== null) return refused
    if (isForwarded(request, pathname)) return toIngest(request, env)
    if (goesToRealtime(request, pathname)) return toRealtime(request, env)
    if (goesToSync(request, pathname)) return toSync(request, env)
    return (isApiPath(pathname) ? api : shell).fetch(request, env, ctx)
  },
  scheduled: async (_controller, env) => {
    if ((await refusal.faults(env)).length === 0) await runScheduled(env, now())
  },
} satisfies ExportedHandler<GatewayBindings>
