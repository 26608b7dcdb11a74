/**
 * Pages of apps at routes whose app only a token in the body says (`fromPages`): the guard can not know the app, so the handler asks here
 * once it does. The same rule as the guard's: the platform's own pages, or an origin that the app lists.
 */
import type { Context } from 'hono'
import type { Failure } from '../../../contract/errors.ts'
import type { AppId } from '../../../contract/ids.ts'
import { foreignOrigin } from '../../shared/key-caller.ts'
import type { ApiEnv } from '../bindings.ts'
import { allowOrigin } from '../../shared/access/cors.ts'
import type { GatewayDeps } from '../deps.ts'
import { isOwnOrigin } from '../../shared/access/own-origin.ts'

/** Null when the page may read the answer; it can from then on. To be asked before the token is used. */
export const pageFault = async (c: Context<ApiEnv>, { authority }: Pick<GatewayDeps, 'authority'>, app: AppId): Promise<Failure | null> => {
  const origin = c.req.header('Origin')
  if (origin === undefined || isOwnOrigin(c, origin)) return null
  const settings = await authority.app(app, c.env)
  if (settings === null || !settings.origins.includes(origin)) return foreignOrigin
  allowOrigin(c, origin)
  return null
}
