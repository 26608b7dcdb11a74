/**
 * Closing the sockets of what was withdrawn (a key, a sign-in) on every telemetry object of its app. Told at once, and again by the cron when
 * every door knows of it, in case an object was away or a door opened one more: so a socket outlives its authority by seconds.
 */
import type { SessionId } from '../../../contract/ids.ts'
import type { AppSettings } from '../../../contract/keys.ts'
import { telemetryShardNames } from '../../../durable-objects/names.ts'
import { findApp } from '../../../storage/kernel/app-directory.ts'
import { markTold, untoldRevocations } from '../../../storage/kernel/revocations.ts'
import { errorText, logError } from '../../shared/log.ts'
import type { GatewayBindings } from '../bindings.ts'

type Objects = Pick<GatewayBindings, 'TELEMETRY_SHARD'>

/** Later than any door takes something withdrawn for valid ([TS29]). */
const againAfterMs = 10_000

/** `openers`: ids of keys or sign-ins. False when an object could not be told; the cron tells it again. */
export const withdrawSockets = async ({ TELEMETRY_SHARD }: Objects, app: AppSettings, openers: readonly string[]): Promise<boolean> => {
  const tellings = telemetryShardNames(app).flatMap((object) => openers.map((opener) => ({ object, opener })))
  const told = await Promise.all(tellings.map(({ object, opener }) => tell(TELEMETRY_SHARD, object, opener)))
  return !told.includes(false)
}

const tell = async (objects: Objects['TELEMETRY_SHARD'], object: string, opener: string): Promise<boolean> => {
  try {
    await objects.getByName(object).closeSockets(opener)
    return true
  } catch (error) {
    logError({ event: 'withdrawal_untold', object, error: errorText(error) })
    return false
  }
}

/** For the cron: sign-ins that ended a moment ago. */
export const withdrawEndedSessions = async (env: Objects & { readonly KERNEL_DB: D1Database }, now: number): Promise<void> => {
  const untold = await untoldRevocations(env.KERNEL_DB, now - againAfterMs)
  for (const [appId, sessions] of Map.groupBy(untold, ({ app_id }) => app_id)) {
    const app = await findApp(env.KERNEL_DB, appId)
    const ended: SessionId[] = sessions.map(({ session_id }) => session_id)
    if (app === null || (await withdrawSockets(env, app, ended))) await markTold(env.KERNEL_DB, ended, now)
  }
}
