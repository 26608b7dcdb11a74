/** The golden rule: the app is resolved from the credential and nothing else. A query that names one is refused, even the caller's own. */
import type { MiddlewareHandler } from 'hono'
import type { Failure } from '../../contract/errors.ts'
import { problem } from './problem.ts'
import type { EdgeEnv } from './request-context.ts'

export const forbiddenNames = ['app_id', 'tenant_id'] as const

export const appIdForbidden = (where: string): Failure => ({
  code: 'app_id_forbidden',
  detail: `${where} names an app; leave it out, the key says which app it is.`,
})

/** For every route of a Worker. */
export const noAppInQuery: MiddlewareHandler<EdgeEnv> = async (c, next) => {
  const at = c.req.url.indexOf('?')
  if (at < 0) return next()
  const query = new URLSearchParams(c.req.url.slice(at))
  return forbiddenNames.some((name) => query.has(name)) ? problem(c, appIdForbidden('The query')) : next()
}
