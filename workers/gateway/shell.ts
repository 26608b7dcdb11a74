/** The web shell: static files with the headers that keep a page to itself. Everything here is public; no data passes. */
import { Hono } from 'hono'
import type { Context } from 'hono'
import { problem, onError } from '../shared/problem.ts'
import { requestContext, setHeader } from '../shared/request-context.ts'
import type { GatewayBindings } from './bindings.ts'
import type { EdgeVariables } from '../shared/request-context.ts'
import { shellHeaders } from './shell-headers.ts'

type ShellEnv = { Bindings: GatewayBindings; Variables: EdgeVariables }

export const createShell = (): Hono<ShellEnv> => {
  const app = new Hono<ShellEnv>()
  app.onError(onError)
  app.use(requestContext)
  app.on(['GET', 'HEAD'], '*', serve)
  app.all('*', (c) => problem(c, { code: 'method_not_allowed', detail: 'This path takes GET, HEAD.' }, { Allow: 'GET, HEAD' }))
  return app
}

const serve = async (c: Context<ShellEnv>): Promise<Response> => {
  const assets = c.env.ASSETS
  if (assets === undefined) return problem(c, { code: 'not_found', detail: 'There is no such route or object.' })
  c.res = await assets.fetch(c.req.raw)
  for (const [name, value] of Object.entries(shellHeaders)) setHeader(c, name, value)
  // The page names its files by their content, so it must be asked for again while they may be kept for ever.
  if (c.res.headers.get('Content-Type')?.startsWith('text/html') === true) setHeader(c, 'Cache-Control', 'no-cache')
  return c.res
}
