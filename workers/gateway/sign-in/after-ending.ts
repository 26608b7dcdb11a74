/** What follows when sign-ins ended, besides the list that isolates poll: this isolate knows at once, and their sockets close. */
import type { Context } from 'hono'
import type { AppId, SessionId } from '../../../contract/ids.ts'
import { findApp } from '../../../storage/kernel/app-directory.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { withdrawSignIns } from '../apps/withdraw-sockets.ts'

/** Sockets are closed after the answer; the cron looks for them once more. */
export const afterEnding = (
  c: Context<ApiEnv>,
  { authority }: Pick<GatewayDeps, 'authority'>,
  app: AppId,
  ended: readonly SessionId[],
): void => {
  if (ended.length === 0) return
  for (const session of ended) authority.changed({ ended: session })
  c.executionCtx.waitUntil(closeSockets(c.env, app, ended))
}

const closeSockets = async (env: ApiEnv['Bindings'], app: AppId, ended: readonly SessionId[]): Promise<void> => {
  const settings = await findApp(env.KERNEL_DB, app)
  if (settings !== null) await withdrawSignIns(env, settings, ended)
}
