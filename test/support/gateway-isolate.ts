/** A gateway with caches of its own, as another isolate has: what one of them changes, the others learn from the kernel. */
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { DenialGate } from '../../domain/audit/denials.ts'
import { KeyDirectory } from '../../domain/credentials/key-directory.ts'
import { HashLine } from '../../domain/identity/hash-line.ts'
import { Passwords } from '../../domain/identity/passwords.ts'
import { RateLimiter } from '../../domain/limits/rate-limiter.ts'
import { d1EventReader } from '../../storage/events/d1-event-reader.ts'
import { createApi } from '../../workers/gateway/api.ts'
import { Authority } from '../../workers/shared/access/authority.ts'
import type { GatewayBindings } from '../../workers/gateway/bindings.ts'
import { Freshness } from '../../workers/gateway/telemetry/freshness.ts'
import { Readiness } from '../../workers/gateway/readiness.ts'
import { Signers } from '../../workers/gateway/sign-in/signers.ts'

export type Isolate = (method: string, path: string, headers?: Record<string, string>, body?: string) => Promise<Response>

/** What is not as in the test environment. */
export type Differing = { readonly bindings?: Partial<GatewayBindings>; readonly passwords?: Passwords }

const now = (): number => Date.now()

/** What it does after an answer is done when the call returns. */
export const gatewayIsolate = ({ bindings = {}, passwords }: Differing = {}): Isolate => {
  const api = createApi({
    directory: new KeyDirectory(),
    reader: d1EventReader,
    freshness: new Freshness(),
    readiness: new Readiness(now),
    authority: new Authority(now),
    signers: new Signers(now),
    limiter: new RateLimiter(1_000),
    denials: new DenialGate(),
    passwords: passwords ?? new Passwords(new HashLine({ now, pause: (ms) => scheduler.wait(ms) })),
    now,
  })
  return async (method, path, headers = {}, body) => {
    const ctx = createExecutionContext()
    const answer = await api.fetch(
      new Request(`https://prost.test${path}`, { method, headers, ...(body === undefined ? {} : { body }) }),
      { ...env, ...bindings },
      ctx,
    )
    await waitOnExecutionContext(ctx)
    return answer
  }
}
