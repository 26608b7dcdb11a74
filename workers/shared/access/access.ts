/**
 * The guard of the doors that know people: who may call an operation is what the contract says of it, and a route without an operation is closed. Admits
 * callers, holds them to their limits and to the origins of their app, and leaves a note of everyone it keeps out.
 */
import type { Context, Hono, MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import { assertNever } from '../../../contract/assert-never.ts'
import type { Failure } from '../../../contract/errors.ts'
import type { Access, Operation } from '../../../contract/operation.ts'
import { networkOf } from '../../../domain/limits/address.ts'
import { foreignOrigin } from '../key-caller.ts'
import { problem } from '../problem.ts'
import { checkRate } from '../rate-limit.ts'
import { rateHeaders, rateLimited } from '../rate-limit-headers.ts'
import { setHeader } from '../request-context.ts'
import { admit } from './admission.ts'
import type { DoorBindings, DoorEnv } from '../door-env.ts'
import { limitFor } from './caller-limit.ts'
import type { Caller } from './caller.ts'
import { allowOrigin } from './cors.ts'
import { noteDenial } from './denials.ts'
import type { GuardDeps } from './guard-deps.ts'
import { operationFinder } from './operation-finder.ts'
import { isOwnOrigin } from './own-origin.ts'

type Deps = Pick<GuardDeps, 'directory' | 'authority' | 'limiter' | 'denials' | 'now'>
type Next = () => Promise<void>

export const accessGuard = <B extends DoorBindings>(
  app: Hono<DoorEnv<B>>,
  operations: readonly Operation[],
  deps: Deps,
  door: Operation['door'],
): MiddlewareHandler<DoorEnv<B>> => {
  const operationOf = operationFinder(app, operations)
  return createMiddleware<DoorEnv<B>>(async (c, next) => {
    const operation = operationOf(c.req.method, c.req.path)
    if (operation === null) throw new Error(`${c.req.method} ${c.req.path} has a handler and no operation`)
    // The door that answers asks for itself.
    if (operation.door !== door) return next()
    const admitted = await admit(c, operation.access, deps)
    if (!admitted.ok) return refuse(c, deps, operation, admitted.error, admitted.by ?? null)
    if (admitted.value !== null) c.set('caller', admitted.value)
    const answer = await withinLimit(c, deps, operation, admitted.value, next)
    if (answer instanceof Response) c.res = answer
    const how = challenge(operation.access)
    if (c.res.status === 401 && how !== null) setHeader(c, 'WWW-Authenticate', how)
  })
}

const refuse = <B extends DoorBindings>(
  c: Context<DoorEnv<B>>,
  deps: Deps,
  operation: Operation,
  error: Failure,
  by: Caller | null,
): Response => {
  if (by !== null) noteDenial(c, deps.denials, deps.now(), { caller: by, operation, reason: error.code })
  const how = error.code === 'invalid_credentials' ? challenge(operation.access) : null
  return problem(c, error, how === null ? {} : { 'WWW-Authenticate': how })
}

const withinLimit = async <B extends DoorBindings>(
  c: Context<DoorEnv<B>>,
  deps: Deps,
  operation: Operation,
  caller: Caller | null,
  next: Next,
): Promise<Response | void> => {
  const limit = limitFor(operation, caller, networkOf(c.req.header('CF-Connecting-IP')))
  if (limit === null) return withOrigin(c, deps, operation, caller, next)
  const decision = checkRate(deps.limiter, limit, deps.now())
  const answer = decision.ok
    ? await withOrigin(c, deps, operation, caller, next)
    : refuse(c, deps, operation, rateLimited(decision.retryAfterMs), caller)
  if (answer instanceof Response) c.res = answer
  // An answer under a limit of its own (sign-in) tells of that one.
  if (!c.res.headers.has('RateLimit')) for (const [name, value] of Object.entries(rateHeaders([decision]))) setHeader(c, name, value)
}

/** Browsers call from the origins of the app, or from the platform's own pages; never with the secret of a key from elsewhere. */
const withOrigin = async <B extends DoorBindings>(
  c: Context<DoorEnv<B>>,
  deps: Deps,
  operation: Operation,
  caller: Caller | null,
  next: Next,
): Promise<Response | void> => {
  const origin = c.req.header('Origin')
  if (caller === null || origin === undefined || caller.kind === 'secret' || isOwnOrigin(c, origin)) return next()
  if (!caller.app.origins.includes(origin)) return refuse(c, deps, operation, foreignOrigin, caller)
  await next()
  allowOrigin(c, origin)
}

/**
 * RFC 9110 §11.6.1: a 401 says how to authenticate. Only routes of keys say Basic, the default of `problem`: on a route that a page calls
 * with its cookies, a browser would ask its reader for a name and a password in a window of its own.
 */
const challenge = (access: Access): string | null => {
  switch (access.by) {
    case 'none':
    case 'realm':
    case 'user':
    case 'console':
    case 'operator':
      return 'Bearer realm="prost"'
    case 'ops':
      return 'Bearer realm="prost-ops"'
    case 'public_key':
    case 'secret_key':
    case 'lab':
      return null
    default:
      return assertNever(access)
  }
}
