/** [K3] What is public is listed: the doors and `contract/http.ts` say the same, both ways. */
import type { Env, Hono } from 'hono'
import { inspectRoutes } from 'hono/dev'
import { describe, expect, test } from 'vitest'
import { operations } from '../../contract/http.ts'
import { DenialGate } from '../../domain/audit/denials.ts'
import { KeyDirectory } from '../../domain/credentials/key-directory.ts'
import { Passwords } from '../../domain/identity/passwords.ts'
import { RateLimiter } from '../../domain/limits/rate-limiter.ts'
import { d1EventReader } from '../../storage/events/d1-event-reader.ts'
import { createApi } from '../../workers/gateway/api.ts'
import { Authority } from '../../workers/shared/access/authority.ts'
import { Freshness } from '../../workers/gateway/telemetry/freshness.ts'
import { Readiness } from '../../workers/gateway/readiness.ts'
import { createIngest } from '../../workers/ingest/app.ts'
import { platformModes } from '../../domain/modes/platform-modes.ts'
import { createRealtime } from '../../workers/realtime/app.ts'
import { realtimeDeps } from '../../workers/realtime/deps.ts'
import { createSync } from '../../workers/sync/app.ts'
import { syncDeps } from '../../workers/sync/deps.ts'
import { Signers } from '../../workers/gateway/sign-in/signers.ts'

const gateway = createApi({
  directory: new KeyDirectory(),
  reader: d1EventReader,
  freshness: new Freshness(),
  readiness: new Readiness(Date.now),
  authority: new Authority(Date.now),
  signers: new Signers(Date.now),
  limiter: new RateLimiter(1),
  denials: new DenialGate(),
  passwords: new Passwords({ take: (work) => work() }),
  now: Date.now,
})

const routesOf = <E extends Env>(app: Hono<E>): string[] =>
  inspectRoutes(app)
    .filter(({ isMiddleware }) => !isMiddleware)
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)(?:\{[^}]*\})?/g, '{$1}')}`)
    .toSorted()

const listed = (of: typeof operations): string[] => of.map(({ method, path }) => `${method.toUpperCase()} ${path}`).toSorted()

describe('every route is in the contract and every operation has a route', () => {
  test('the gateway', () => {
    expect(routesOf(gateway)).toEqual(listed(operations))
  })

  test('the ingest door, which also answers its own health', () => {
    expect(routesOf(createIngest())).toEqual(['GET /healthz', ...listed(operations.filter(({ door }) => door === 'ingest'))])
  })

  test('the realtime door, which also answers its own health', () => {
    const realtime = createRealtime(realtimeDeps(Date.now, platformModes()))
    expect(routesOf(realtime)).toEqual(['GET /healthz', ...listed(operations.filter(({ door }) => door === 'realtime'))].toSorted())
  })

  test('the sync door, which also answers its own health', () => {
    const own = ['GET /healthz', 'GET /readyz']
    const sync = createSync(syncDeps(Date.now))
    expect(routesOf(sync)).toEqual([...own, ...listed(operations.filter(({ door }) => door === 'sync'))].toSorted())
  })
})
