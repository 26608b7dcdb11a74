/**
 * Default-deny authentication, mounted once at the root of a Worker: a route is closed unless its door lists it.
 * Owns who the caller is; what a caller may do on a route is said there with `requireScope` and `requireSecret`.
 */
import type { MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Failure, Result } from '../../contract/errors.ts'
import type { Scope, StoredKey } from '../../contract/keys.ts'
import type { KeyDirectory, Presented } from '../../domain/credentials/key-directory.ts'
import { findStoredKey } from '../../storage/kernel/key-lookup.ts'
import type { Caller } from './caller.ts'
import { errorText, logError } from './log.ts'
import type { RequestMark } from './log.ts'
import { couldBeKey, presentedBy } from './presented.ts'
import { problem } from './problem.ts'
import { setHeader } from './request-context.ts'
import type { EdgeVariables } from './request-context.ts'

/** `GET /healthz`, or a whole subtree: `GET /assets/*`. */
export type Route = `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'} /${string}`

export type GuardOptions = {
  /** The isolate's cache of keys. */
  readonly directory: KeyDirectory
  /** Open to everyone, or authenticated further on. */
  readonly publicRoutes: readonly Route[]
  /** Where the public half of a key is enough. */
  readonly publicKeyRoutes: readonly Route[]
}

export type GuardEnv = { Bindings: { KERNEL_DB: D1Database }; Variables: EdgeVariables }

/** The same words for an unknown key and a wrong secret. */
export const refused: Failure = { code: 'invalid_credentials', detail: 'The app key is unknown or its secret is wrong.' }
const missing: Failure = { code: 'invalid_credentials', detail: 'Send X-Prost-App-Key and X-Prost-App-Secret, or HTTP Basic.' }
const secretNeeded: Failure = { code: 'invalid_credentials', detail: 'This route needs the secret of the key.' }
export const foreignOrigin: Failure = { code: 'origin_forbidden', detail: 'Add this origin to the origins of the app to call from it.' }

export const guard = (options: GuardOptions): MiddlewareHandler<GuardEnv> => {
  const isPublic = routeMatcher(options.publicRoutes)
  const takesPublicKey = routeMatcher(options.publicKeyRoutes)
  return createMiddleware<GuardEnv>(async (c, next) => {
    if (isPublic(c.req.method, c.req.path)) return next()
    const presented = presentedBy(c.req.raw.headers)
    if (presented === null) return problem(c, missing)
    const caller = await identify(presented, options.directory, c.env.KERNEL_DB, { request_id: c.get('requestId') })
    if (!caller.ok) return problem(c, caller.error)
    c.set('caller', caller.value)
    if (caller.value.kind === 'secret') return next()
    if (!takesPublicKey(c.req.method, c.req.path)) return problem(c, secretNeeded)
    const origin = c.req.header('Origin')
    if (origin === undefined) return next()
    if (!mayCallFrom(caller.value, origin)) return problem(c, foreignOrigin)
    await next()
    setHeader(c, 'Access-Control-Allow-Origin', origin)
    setHeader(c, 'Access-Control-Expose-Headers', 'X-Request-Id, Retry-After')
    setHeader(c, 'Vary', 'Origin')
  })
}

/** The caller behind a presented key. Also for doors that carry it elsewhere than in headers (WebSocket subprotocols). */
export const identify = async (
  presented: Presented,
  directory: KeyDirectory,
  kernel: D1Database,
  mark: RequestMark,
): Promise<Result<Caller>> => {
  const find = (name: string) => (couldBeKey(name) ? findStoredKey(kernel, name) : Promise.resolve(null))
  const checked = await directory.check(presented, { find }, Date.now)
  if (checked.ok) return { ok: true, value: callerOf(checked.value, presented) }
  if (checked.error.kind === 'refused') return { ok: false, error: refused }
  logError({ event: 'kernel_unavailable', ...mark, error: errorText(checked.error.cause) })
  return { ok: false, error: { code: 'temporarily_unavailable', detail: 'Keys can not be checked right now.', retryAfterSeconds: 2 } }
}

const callerOf = (key: StoredKey, presented: Presented): Caller => ({
  kind: presented.secret === null ? 'public' : 'secret',
  key_id: key.key_id,
  app: key.app,
  scopes: key.scopes,
})

/** A browser may use the public key alone only from where the app said so. */
export const mayCallFrom = (caller: Caller, origin: string): boolean => caller.app.origins.includes(origin)

/** 403 unless the key carries the scope. */
export const requireScope = (scope: Scope): MiddlewareHandler<GuardEnv> =>
  createMiddleware<GuardEnv>(async (c, next) => {
    const lacking = lacksScope(c.get('caller'), scope)
    return lacking === null ? next() : problem(c, lacking)
  })

export const lacksScope = (caller: Caller, scope: Scope): Failure | null =>
  caller.scopes.includes(scope) ? null : { code: 'insufficient_scope', detail: `The key needs the scope ${scope}.` }

/** 401 for a public key alone, on routes that `publicKeyRoutes` opens by a wider pattern. */
export const requireSecret: MiddlewareHandler<GuardEnv> = createMiddleware<GuardEnv>(async (c, next) =>
  c.get('caller').kind === 'secret' ? next() : problem(c, secretNeeded),
)

const routeMatcher = (routes: readonly Route[]): ((method: string, path: string) => boolean) => {
  const exact = new Set<string>(routes.filter((route) => !route.endsWith('/*')))
  const prefixes = routes.filter((route) => route.endsWith('/*')).map((route) => route.slice(0, -1))
  return (method, path) => {
    const route = `${method === 'HEAD' ? 'GET' : method} ${path}`
    return exact.has(route) || prefixes.some((prefix) => route.startsWith(prefix))
  }
}
