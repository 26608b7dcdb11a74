/**
 * Browsers on other origins: which operations they may call, their preflights, and answers that they may read. Operations of people and of
 * public keys; never those that take a secret, and never with cookies.
 */
import type { Context, Hono, MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Access, Operation } from '../../../contract/operation.ts'
import { answerPreflight, OriginSet } from '../preflight.ts'
import { setHeader } from '../request-context.ts'
import type { DoorBindings, DoorEnv } from '../door-env.ts'
import { operationFinder } from './operation-finder.ts'

const forBrowsers: ReadonlySet<Access['by']> = new Set(['public_key', 'realm', 'user'])
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

const readable = 'X-Request-Id, Retry-After, RateLimit, RateLimit-Policy, Idempotency-Replayed'

/** Who is refused before its app is known must still be able to read why: any configured origin may. What is admitted is judged by its own app. */
export const cors = <B extends DoorBindings>(
  app: Hono<DoorEnv<B>>,
  operations: readonly Operation[],
  door: Operation['door'],
): MiddlewareHandler<DoorEnv<B>> => {
  const operationOf = operationFinder(app, operations)
  const origins = new OriginSet()
  const openMethods = (path: string): string[] =>
    methods.filter((method) => {
      const operation = operationOf(method, path)
      return operation !== null && operation.door === door && (forBrowsers.has(operation.access.by) || operation.fromPages === true)
    })
  return createMiddleware<DoorEnv<B>>(async (c, next) => {
    const origin = c.req.header('Origin')
    if (origin === undefined) return next()
    const open = openMethods(c.req.path)
    if (open.length === 0) return next()
    if (isPreflight(c)) return answerPreflight(c.req.raw, c.env.KERNEL_DB, origins, open)
    await next()
    if (c.res.status === 401 && open.includes(c.req.method) && (await origins.has(c.env.KERNEL_DB, origin))) allowOrigin(c, origin)
  })
}

const isPreflight = <B extends DoorBindings>(c: Context<DoorEnv<B>>): boolean =>
  c.req.method === 'OPTIONS' && c.req.header('Access-Control-Request-Method') !== undefined

export const allowOrigin = <B extends DoorBindings>(c: Context<DoorEnv<B>>, origin: string): void => {
  setHeader(c, 'Access-Control-Allow-Origin', origin)
  setHeader(c, 'Access-Control-Expose-Headers', readable)
  setHeader(c, 'Vary', 'Origin')
}
