/**
 * Requests that no route takes: 405 with `Allow` when the path exists under other methods, else 404.
 * Asked of the router itself, so that it can not drift from the routes.
 */
import type { Context, Env, Hono, MiddlewareHandler } from 'hono'
import { findTargetHandler, isMiddleware } from 'hono/utils/handler'
import type { Failure } from '../../contract/errors.ts'
import { problem } from './problem.ts'
import type { EdgeEnv } from './request-context.ts'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
const nothing: Failure = { code: 'not_found', detail: 'There is no such route or object.' }

/** Lets through what has a handler. Mounted before the guard: which routes exist is public knowledge, and nothing else is told. */
export const unrouted = <E extends EdgeEnv & Env>(app: Hono<E>): MiddlewareHandler<E> => {
  return async (c, next) => {
    const method = c.req.method === 'HEAD' ? 'GET' : c.req.method
    return takes(app, method, c.req.path) ? next() : unroutedAnswer(app, c)
  }
}

/** Also for `app.notFound`. */
export const unroutedAnswer = <E extends EdgeEnv & Env>(app: Hono<E>, c: Context<E>): Response => {
  const allowed = allowedMethods(app, c.req.path)
  if (allowed.length === 0 || allowed.includes(c.req.method)) return problem(c, nothing)
  const allow = allowed.join(', ')
  return problem(c, { code: 'method_not_allowed', detail: `This path takes ${allow}.` }, { Allow: allow })
}

/** The methods a path answers to. HEAD comes with GET. */
const allowedMethods = <E extends Env>(app: Hono<E>, path: string): string[] =>
  methods.filter((method) => takes(app, method, path)).flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))

const takes = <E extends Env>(app: Hono<E>, method: string, path: string): boolean => patternOf(app, method, path) !== null

/** The pattern of the handler that takes a request, such as `/v1/events/:id`; middleware on the way to one does not count. */
export const patternOf = <E extends Env>(app: Hono<E>, method: string, path: string): string | null => {
  const found = app.router
    .match(method === 'HEAD' ? 'GET' : method, path)[0]
    .find(([[handler]]) => !isMiddleware(findTargetHandler(handler)))
  return found === undefined ? null : found[0][1].path
}
