/**
 * The rules of every route, in their order, mounted on a Worker's root app: request id and trace, no such route,
 * who is asking, the golden rule, and how errors are answered. Call it before any route is added.
 */
import type { Context, Env, Hono } from 'hono'
import { noAppInQuery } from './golden-rule.ts'
import { guard } from './guard.ts'
import type { GuardEnv, GuardOptions } from './guard.ts'
import { onError } from './problem.ts'
import { requestContext } from './request-context.ts'
import { unrouted, unroutedAnswer } from './unrouted.ts'

export const mountEdge = <E extends GuardEnv & Env>(app: Hono<E>, options: GuardOptions): void => {
  app.onError(onError)
  app.notFound((c: Context<E>) => unroutedAnswer(app, c))
  app.use(requestContext)
  app.use(unrouted(app))
  app.use(guard(options))
  app.use(noAppInQuery)
}
