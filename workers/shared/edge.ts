/**
 * The rules of every route, in their order, mounted on a Worker's root app: request id and trace, preflights, no such route,
 * who is asking, the golden rule, and how errors are answered. Call it before any route is added.
 */
import type { Context, Env, Hono } from 'hono'
import { noAppInQuery } from './golden-rule.ts'
import { onError } from './problem.ts'
import { requestContext } from './request-context.ts'
import type { EdgeEnv } from './request-context.ts'
import { unrouted, unroutedAnswer } from './unrouted.ts'

type Mount<E extends Env> = (app: Hono<E>) => void

export type EdgeOptions<E extends Env> = {
  /** Mounts the guard. Default deny: it lets a request through or answers it. */
  readonly guard: Mount<E>
  /** Mounts what answers CORS preflights of paths that have no OPTIONS route of their own. */
  readonly preflight?: Mount<E>
}

export const mountEdge = <E extends EdgeEnv & Env>(app: Hono<E>, { guard, preflight }: EdgeOptions<E>): void => {
  app.onError(onError)
  app.notFound((c: Context<E>) => unroutedAnswer(app, c))
  app.use(requestContext)
  preflight?.(app)
  app.use(unrouted(app))
  guard(app)
  app.use(noAppInQuery)
}
