/**
 * The gateway's own edge and guard with nothing behind them: what is left is the cost of knowing who asks. One operation for each kind of
 * proof, and one that asks for none, so that the proof alone can be told from the edge.
 */
import { Hono } from 'hono'
import type { Operation } from '../../contract/operation.ts'
import { everyRole } from '../../contract/roles.ts'
import { DenialGate } from '../../domain/audit/denials.ts'
import { KeyDirectory } from '../../domain/credentials/key-directory.ts'
import { RateLimiter } from '../../domain/limits/rate-limiter.ts'
import { accessGuard } from '../../workers/shared/access/access.ts'
import { Authority } from '../../workers/shared/access/authority.ts'
import type { ApiEnv } from '../../workers/gateway/bindings.ts'
import { mountEdge } from '../../workers/shared/edge.ts'

const operation = (path: Operation['path'], access: Operation['access']): Operation => ({
  operationId: path,
  method: 'get',
  path,
  summary: 'Nothing',
  tag: 'Platform',
  access,
  door: 'gateway',
  answers: { 204: { description: 'Nothing.', content: {} } },
  errors: [],
})

const operations: readonly Operation[] = [
  { ...operation('/open', { by: 'none' }), unlimited: true },
  operation('/key', { by: 'secret_key', scope: 'telemetry' }),
  operation('/user', { by: 'user' }),
  operation('/v1/apps/{app_id}', { by: 'operator', roles: everyRole }),
]

const deps = {
  directory: new KeyDirectory(),
  authority: new Authority(Date.now),
  limiter: new RateLimiter(20_000),
  denials: new DenialGate(),
  now: Date.now,
}

const app = new Hono<ApiEnv>()
mountEdge(app, { guard: (root) => root.use(accessGuard(app, operations, deps, 'gateway')) })
for (const { path } of operations) app.get(path.replace('{app_id}', ':app_id'), (c) => c.body(null, 204))

export default app
